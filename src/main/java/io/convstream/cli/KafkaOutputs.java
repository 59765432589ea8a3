package io.convstream.cli;

import io.convstream.ingest.KafkaTopic;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a job writes to, if any.
 *
 * @param largestDeadLetter the bytes that a message of the dead letters' topic may have
 */
record KafkaOutputs(
        @Nullable KafkaTopic events,
        @Nullable KafkaTopic deadLetters,
        int largestDeadLetter,
        DeliveryGuarantee delivery) {}
