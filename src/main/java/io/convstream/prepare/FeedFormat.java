package io.convstream.prepare;

/** What the value of a message holds. */
public enum FeedFormat {
    /** A CIFAR-10 record, the label first; of a label above 255 its planes alone, with the label beside them. */
    CIFAR,
    /** A JPEG file. */
    JPEG,
    /** A PNG file. */
    PNG
}
