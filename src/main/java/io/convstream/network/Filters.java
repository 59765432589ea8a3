package io.convstream.network;

/**
 * Filters of a network's first convolution.
 *
 * @param height of the kernel in pixels
 * @param width of the kernel in pixels
 * @param count number of filters
 * @param values {@code [height, width, 3, count]}
 */
public record Filters(int height, int width, int count, float[] values) {}
