package io.convstream.serve;

import io.convstream.image.RecordFormat;
import org.jspecify.annotations.Nullable;

/**
 * An image to classify, as its topic delivers it.
 *
 * @param topic the topic
 * @param timestamp of the message, in milliseconds since the epoch
 * @param key of the message; null: none
 * @param headers of the message, see {@link MessageHeaders}
 * @param format the format of {@code content}
 * @param content the original bytes
 */
public record ImageRequest(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte[] headers,
        RecordFormat format,
        byte[] content) {}
