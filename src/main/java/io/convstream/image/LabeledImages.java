package io.convstream.image;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Prepared images with their labels.
 *
 * @param pixels standardized values, {@code [labels.length, height, width, channels]}
 * @param labels the classes, from 0
 */
@PublicEvolving
public record LabeledImages(float[] pixels, int[] labels) {}
