package io.convstream.network;

import org.apache.flink.annotation.PublicEvolving;

/**
 * How values are distributed, in buckets that are the wider the farther they lie from zero.
 *
 * @param count how many values
 * @param min the least value
 * @param max the greatest value
 * @param sum of the values
 * @param sumSquares of the values' squares
 * @param limits the upper end of each bucket, ascending; a bucket begins where the one before it ends
 * @param counts how many values lie in each bucket
 */
@PublicEvolving
public record Histogram(
        long count, double min, double max, double sum, double sumSquares, double[] limits, double[] counts) {}
