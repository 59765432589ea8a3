package io.convstream.prepare;

/**
 * A picture twice: as it came and as a network sees it.
 *
 * @param label its class, from 0
 * @param original the values of the source shape, {@code [height, width, channels]}
 * @param seen the standardised values of the crop's shape
 */
public record SeenPicture(int label, byte[] original, float[] seen) {}
