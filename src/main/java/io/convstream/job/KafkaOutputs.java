package io.convstream.job;

import io.convstream.ingest.kafka.KafkaTopic;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a job writes to.
 *
 * @param events null: events are not written to Kafka
 * @param maxEventBytes maximum size of a message in the events' topic
 * @param deadLetters null: dead letters are not written to Kafka
 * @param maxDeadLetterBytes maximum size of a message in the dead letters' topic
 */
public record KafkaOutputs(
        @Nullable KafkaTopic events,
        int maxEventBytes,
        @Nullable KafkaTopic deadLetters,
        int maxDeadLetterBytes,
        DeliveryGuarantee delivery) {

    /** No topics. */
    public static final KafkaOutputs NONE = new KafkaOutputs(null, 0, null, 0, DeliveryGuarantee.NONE);
}
