package io.convstream.network;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Histogram with buckets of exponentially growing width, as TensorBoard's {@code HistogramProto}.
 *
 * @param count number of values
 * @param min smallest value
 * @param max largest value
 * @param sum of the values
 * @param sumSquares sum of their squares
 * @param limits upper end of each bucket, ascending; the lower end is that of the previous bucket
 * @param counts number of values in each bucket
 */
@PublicEvolving
public record Histogram(
        long count, double min, double max, double sum, double sumSquares, double[] limits, double[] counts) {}
