package io.convstream.labels;

import org.jspecify.annotations.Nullable;

/**
 * A label as its topic delivers it.
 *
 * @param key of the message, see {@link io.convstream.serve.AnsweredImage#key}; empty: none
 * @param timestamp of the message, in milliseconds since the epoch
 * @param value the original bytes
 * @param name the class's name or index; empty if there is a problem
 * @param problem why it cannot be used, as a sentence; null: none
 */
public record Label(
        String key,
        long timestamp,
        String topic,
        int partition,
        long offset,
        byte[] value,
        String name,
        @Nullable String problem) {}
