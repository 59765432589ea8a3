package io.convstream.labels;

import io.convstream.image.RecordFormat;

/**
 * An image with the label that arrived for it.
 *
 * @param key see {@link io.convstream.serve.AnsweredImage#key}
 * @param headers of the image's message, see {@link io.convstream.serve.MessageHeaders}
 * @param content the original bytes
 * @param label the class, from 0
 * @param className its name
 */
public record LabeledImage(
        String key, byte[] headers, RecordFormat format, byte[] content, int label, String className) {}
