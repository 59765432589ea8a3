package io.convstream.publish;

import io.convstream.ingest.KafkaTopic;
import io.convstream.prepare.DeadLetter;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Sinks that write to a topic, either in transactions that a checkpoint commits, or at once and perhaps twice. */
public final class TopicSink {

    /** What a broker allows unless it is told otherwise; a job that is away for longer loses what it had not committed. */
    private static final String TRANSACTION_TIMEOUT_MILLIS = "900000";
    /** Dead letters hold whole records; what the broker takes decides. */
    private static final String LARGEST_REQUEST = String.valueOf(12 << 20);

    private TopicSink() {}

    /** Events, each as one JSON object. */
    public static KafkaSink<Event> events(KafkaTopic topic, DeliveryGuarantee delivery, String job) {
        return sink(
                topic,
                delivery,
                job + "-events",
                KafkaRecordSerializationSchema.<Event>builder()
                        .setTopic(topic.name())
                        .setValueSerializationSchema(new JsonLines<>())
                        .build());
    }

    /** Dead letters, see {@link DeadLetterMessage}. */
    public static KafkaSink<DeadLetter> deadLetters(KafkaTopic topic, DeliveryGuarantee delivery, String job) {
        return sink(topic, delivery, job + "-dead-letters", new DeadLetterMessage(topic.name()));
    }

    private static <T> KafkaSink<T> sink(
            KafkaTopic topic, DeliveryGuarantee delivery, String transactions, KafkaRecordSerializationSchema<T> form) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(topic.servers())
                .setKafkaProducerConfig(topic.clientProperties())
                .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS)
                .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST)
                .setDeliveryGuarantee(delivery)
                .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                .setTransactionalIdPrefix(transactions)
                .setRecordSerializer(form)
                .build();
    }
}
