package io.convstream.evaluate;

import io.convstream.image.Origin;

/**
 * A held-out record that cannot be used; evaluation skips it.
 *
 * @param reason what is wrong, as a word
 * @param message what is wrong, with the values found
 * @param content the bytes as they came
 * @param label the label that came beside them; -1 if the content holds it
 * @param origin where the record came from
 * @param position its number in the held-out set, from 0
 */
public record RejectedImage(String reason, String message, byte[] content, int label, Origin origin, long position) {}
