package io.convstream.prepare;

/** Format of the message values that {@code feed} writes. */
public enum FeedFormat {
    /** CIFAR-10 record, label byte first; for labels above 255 only the planes, with the label in a header. */
    CIFAR,
    /** JPEG file. */
    JPEG,
    /** PNG file. */
    PNG
}
