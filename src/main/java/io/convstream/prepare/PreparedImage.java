package io.convstream.prepare;

/**
 * An image twice: as it came and as a network sees it.
 *
 * @param label its class, from 0
 * @param original the values of the source shape, {@code [height, width, channels]}
 * @param seen the standardized values of the crop's shape
 */
public record PreparedImage(int label, byte[] original, float[] seen) {}
