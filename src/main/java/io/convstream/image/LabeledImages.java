package io.convstream.image;

/**
 * Prepared images with their labels, all at once.
 *
 * @param pixels standardized values, one image after the other: {@code [labels.length, height, width, channels]}
 * @param labels the classes, from 0
 */
public record LabeledImages(float[] pixels, int[] labels) {}
