package io.convstream.network;

/**
 * What the first convolution of a network looks for in an image.
 *
 * @param values {@code [height, width, 3, count]}
 */
public record Filters(int height, int width, int count, float[] values) {}
