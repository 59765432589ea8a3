package io.convstream.labels;

import org.apache.flink.api.connector.source.Source;

/**
 * The labels of a service.
 *
 * @param source of the labels
 */
public record LabelStream(Source<Label, ?, ?> source, LabelOptions options) {}
