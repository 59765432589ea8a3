package io.convstream.cli;

import io.convstream.ingest.KafkaTopic;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/** The topics that a job writes to, if any. */
record KafkaOutputs(@Nullable KafkaTopic events, @Nullable KafkaTopic deadLetters, DeliveryGuarantee delivery) {}
