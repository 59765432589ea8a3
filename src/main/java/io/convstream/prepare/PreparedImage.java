package io.convstream.prepare;

/**
 * A decoded image and the network input made of it.
 *
 * @param label the class, from 0
 * @param original decoded values at the image size, {@code [height, width, channels]}
 * @param input standardized values at the crop size, {@code [height, width, channels]}
 */
public record PreparedImage(int label, byte[] original, float[] input) {}
