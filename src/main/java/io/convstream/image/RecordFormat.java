package io.convstream.image;

import org.apache.flink.annotation.PublicEvolving;

/** Format of the content of a raw record. */
@PublicEvolving
public enum RecordFormat {
    /** CIFAR-10 binary: 1 label byte, then 3,072 pixel bytes as planes (red, green, blue) of 32 rows of 32. */
    CIFAR,
    /** The 3,072 pixel bytes of a CIFAR record, with the label in {@link RawRecord#label()}. */
    PLANES,
    /** A file of any {@linkplain ImageFormat image format}, with the label in {@link RawRecord#label()}. */
    ENCODED,
    /** A record that its source could not read; the content is the reason, a sentence in UTF-8. */
    UNREADABLE
}
