package io.convstream.job;

import io.convstream.event.DeadLetterMessage;
import io.convstream.event.Event;
import io.convstream.event.EventMessage;
import io.convstream.event.ServiceEvent;
import io.convstream.event.ServiceEventMessage;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.labels.LabeledImage;
import io.convstream.labels.LabeledImageMessage;
import io.convstream.prepare.DeadLetter;
import io.convstream.run.RunIdentity;
import io.convstream.serve.Prediction;
import io.convstream.serve.PredictionMessage;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Kafka sinks: exactly once, in transactions that checkpoints commit, or at least once. The transactional ids are a pool
 * of a few: Kafka keeps each for seven days, so one per checkpoint would add up to thousands.
 */
final class TopicSinks {

    /** A broker's default maximum. A job that is down for longer loses its uncommitted messages. */
    private static final String TRANSACTION_TIMEOUT_MILLIS = "900000";
    /** Below a producer's buffer of 32 MB, whatever the topic allows. */
    private static final int MAX_EVENT_BYTES = 12 << 20;

    private TopicSinks() {}

    /**
     * Returns a sink of events, see {@link EventMessage}.
     *
     * @param maxBytes maximum size of a message in the topic
     * @param run prefixes the transactional ids, so that a resumed run aborts the open transactions of its last attempt
     *     and fences no other run
     */
    static Sink<Event> events(KafkaTopic topic, int maxBytes, DeliveryGuarantee delivery, RunIdentity run) {
        int eventBytes = Math.min(maxBytes, MAX_EVENT_BYTES);
        return sink(
                topic, delivery, run.kafkaPrefix() + "-events", eventBytes, new EventMessage(topic.name(), eventBytes));
    }

    /**
     * Returns a sink of dead letters, see {@link DeadLetterMessage}.
     *
     * @param maxBytes maximum size of a message in the topic
     * @param run as for {@link #events}
     */
    static Sink<DeadLetter> deadLetters(KafkaTopic topic, int maxBytes, DeliveryGuarantee delivery, RunIdentity run) {
        return sink(
                topic,
                delivery,
                run.kafkaPrefix() + "-dead-letters",
                maxBytes,
                new DeadLetterMessage(topic.name(), maxBytes));
    }

    /**
     * Returns a sink of predictions, see {@link PredictionMessage}.
     *
     * @param run as for {@link #events}
     */
    static Sink<Prediction> predictions(KafkaTopic topic, int maxBytes, DeliveryGuarantee delivery, RunIdentity run) {
        return sink(topic, delivery, run.kafkaPrefix() + "-predictions", maxBytes, new PredictionMessage(topic.name()));
    }

    /**
     * Returns a sink of the events of a service, see {@link ServiceEventMessage}.
     *
     * @param run as for {@link #events}
     */
    static Sink<ServiceEvent> serviceEvents(
            KafkaTopic topic, int maxBytes, DeliveryGuarantee delivery, RunIdentity run) {
        return sink(topic, delivery, run.kafkaPrefix() + "-events", maxBytes, new ServiceEventMessage(topic.name()));
    }

    /**
     * Returns a sink of labeled images, see {@link LabeledImageMessage}.
     *
     * @param run as for {@link #events}
     */
    static Sink<LabeledImage> labeledImages(
            KafkaTopic topic, int maxBytes, DeliveryGuarantee delivery, RunIdentity run) {
        return sink(topic, delivery, run.kafkaPrefix() + "-labeled", maxBytes, new LabeledImageMessage(topic.name()));
    }

    private static <T> Sink<T> sink(
            KafkaTopic topic,
            DeliveryGuarantee delivery,
            String transactionalIdPrefix,
            int maxBytes,
            KafkaRecordSerializationSchema<T> serializer) {
        return new TransactionalSink<>(KafkaSink.<T>builder()
                .setBootstrapServers(topic.servers())
                .setKafkaProducerConfig(topic.clientProperties())
                .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS)
                .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(maxBytes))
                .setDeliveryGuarantee(delivery)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setTransactionalIdPrefix(transactionalIdPrefix)
                .setRecordSerializer(serializer)
                .build());
    }
}
