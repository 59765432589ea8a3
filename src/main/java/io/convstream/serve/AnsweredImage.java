package io.convstream.serve;

import io.convstream.image.RecordFormat;
import java.nio.charset.StandardCharsets;

/**
 * An image that all models have predicted, to be joined with its label.
 *
 * @param key the key of the image's message, each byte as a character
 * @param timestamp of the image's message, in milliseconds since the epoch
 * @param headers of the image's message, see {@link MessageHeaders}
 * @param format the format of {@code content}
 * @param content the original bytes; empty if they are not needed
 * @param steps by model, the step of the version that answered; -1 if unknown
 * @param probabilities by model, of all classes; empty if the candidate of a canary answered
 */
public record AnsweredImage(
        String key,
        long timestamp,
        byte[] headers,
        RecordFormat format,
        byte[] content,
        long[] steps,
        float[][] probabilities) {

    /** Returns the most probable class, the first one of equals. */
    public static int mostProbable(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }

    /** Returns the key of a message as text without loss. */
    public static String key(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }

    /** Returns the bytes of a key. */
    public static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }
}
