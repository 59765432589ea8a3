package io.convstream.job;

import io.convstream.ingest.kafka.KafkaTopic;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a service writes to.
 *
 * @param maxPredictionBytes maximum size of a message in the predictions' topic
 * @param events of deployments, shifts and precision; null: they are not written to Kafka
 * @param maxEventBytes maximum size of a message in the events' topic
 * @param deadLetters null: dead letters are not written to Kafka
 * @param maxDeadLetterBytes maximum size of a message in the dead letters' topic
 * @param labeled images with their labels; null: they are not written
 * @param maxLabeledBytes maximum size of a message in the topic of labeled images
 */
public record ServeOutputs(
        KafkaTopic predictions,
        int maxPredictionBytes,
        @Nullable KafkaTopic events,
        int maxEventBytes,
        @Nullable KafkaTopic deadLetters,
        int maxDeadLetterBytes,
        @Nullable KafkaTopic labeled,
        int maxLabeledBytes,
        DeliveryGuarantee delivery) {}
