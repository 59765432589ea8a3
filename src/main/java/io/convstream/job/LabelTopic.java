package io.convstream.job;

import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.labels.LabelOptions;

/**
 * The labels of a service.
 *
 * @param topic with the consumer group of the images
 */
public record LabelTopic(KafkaTopic topic, LabelOptions options) {}
