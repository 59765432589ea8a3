package io.convstream.image;

/** How the content of a raw record is to be read. */
public enum RecordFormat {
    /** CIFAR-10 binary: 1 label byte, then 3,072 pixel bytes as planes (red, green, blue) of 32 rows of 32. */
    CIFAR,
    /** The 3,072 pixel bytes of such a record alone; the label stands beside them, in {@link RawRecord#label()}. */
    PLANES,
    /** A file of one of the {@linkplain ImageFormat image formats}; the label stands beside it, in {@link RawRecord#label()}. */
    ENCODED,
    /** A record that its source could not read: the content is the reason as a sentence in UTF-8. */
    UNREADABLE
}
