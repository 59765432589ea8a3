package io.convstream.job;

import io.convstream.event.DeadLetterMessage;
import io.convstream.event.Event;
import io.convstream.event.EventMessage;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.prepare.DeadLetter;
import io.convstream.run.RunIdentity;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Sinks that write to a topic, either in transactions that a checkpoint commits, or at once and perhaps twice. */
public final class TopicSinks {

    /** What a broker allows unless it is told otherwise; a job that is away for longer loses what it had not committed. */
    private static final String TRANSACTION_TIMEOUT_MILLIS = "900000";
    /** Well below what a producer buffers, however much the topic allows. */
    private static final int LARGEST_EVENT = 12 << 20;

    private TopicSinks() {}

    /**
     * Events, see {@link EventMessage}.
     *
     * @param largest the bytes that a message of the topic may have
     * @param run prefixes the transactional ids: no other run's transactions are fenced, and a resumed run aborts what
     *     its last attempt left open
     */
    public static KafkaSink<Event> events(KafkaTopic topic, int largest, DeliveryGuarantee delivery, RunIdentity run) {
        int most = Math.min(largest, LARGEST_EVENT);
        return sink(topic, delivery, run.kafkaPrefix() + "-events", most, new EventMessage(topic.name(), most));
    }

    /**
     * Dead letters, see {@link DeadLetterMessage}.
     *
     * @param largest the bytes that a message of the topic may have
     * @param run as for {@link #events}
     */
    public static KafkaSink<DeadLetter> deadLetters(
            KafkaTopic topic, int largest, DeliveryGuarantee delivery, RunIdentity run) {
        return sink(
                topic,
                delivery,
                run.kafkaPrefix() + "-dead-letters",
                largest,
                new DeadLetterMessage(topic.name(), largest));
    }

    private static <T> KafkaSink<T> sink(
            KafkaTopic topic,
            DeliveryGuarantee delivery,
            String transactions,
            int largest,
            KafkaRecordSerializationSchema<T> form) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(topic.servers())
                .setKafkaProducerConfig(topic.clientProperties())
                .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS)
                .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(largest))
                .setDeliveryGuarantee(delivery)
                .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                .setTransactionalIdPrefix(transactions)
                .setRecordSerializer(form)
                .build();
    }
}
