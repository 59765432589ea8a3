package io.convstream.job;

import io.convstream.ingest.kafka.KafkaTopic;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a job writes to, if any.
 *
 * @param largestEvent the bytes that a message of the events' topic may have
 * @param largestDeadLetter the bytes that a message of the dead letters' topic may have
 */
public record KafkaOutputs(
        @Nullable KafkaTopic events,
        int largestEvent,
        @Nullable KafkaTopic deadLetters,
        int largestDeadLetter,
        DeliveryGuarantee delivery) {}
