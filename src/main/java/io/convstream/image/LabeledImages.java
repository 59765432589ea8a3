package io.convstream.image;

/**
 * Prepared images with their labels.
 *
 * @param pixels standardized values, {@code [labels.length, height, width, channels]}
 * @param labels the classes, from 0
 */
public record LabeledImages(float[] pixels, int[] labels) {}
