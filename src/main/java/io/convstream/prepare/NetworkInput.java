package io.convstream.prepare;

/**
 * The input of a network, and statistics of the image.
 *
 * @param values standardized values at the crop size, {@code [height, width, channels]}
 * @param brightness the mean of the pixel values at the image size, 0 to 255
 * @param contrast their standard deviation
 */
public record NetworkInput(float[] values, float brightness, float contrast) {}
