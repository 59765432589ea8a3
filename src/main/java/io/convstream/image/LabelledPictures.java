package io.convstream.image;

/**
 * Prepared pictures with their labels, all at once.
 *
 * @param pixels standardised values, one picture after the other: {@code [labels.length, height, width, channels]}
 * @param labels the classes, from 0
 */
public record LabelledPictures(float[] pixels, int[] labels) {}
