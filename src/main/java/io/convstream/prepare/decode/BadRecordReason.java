package io.convstream.prepare.decode;

import org.apache.flink.annotation.PublicEvolving;

/** Reason why a record cannot be prepared, or a label of a service cannot be used; its name is a metric label. */
@PublicEvolving
public enum BadRecordReason {
    /** No content. */
    EMPTY,
    /** A CIFAR record that is not 3,073 bytes long. */
    WRONG_LENGTH,
    /** A label outside the classes of the job. */
    UNKNOWN_LABEL,
    /** No file of a known image format, or a damaged one. */
    BROKEN_IMAGE,
    /** More bytes, pixels, rows, columns or scans than are allowed. */
    TOO_LARGE,
    /** A file that was deleted after it was listed, or cannot be read. */
    UNREADABLE,
    /** A label without an image of its key. */
    UNKNOWN_KEY,
    /** A label that arrived too late. */
    LATE_LABEL,
    /** A second label of an image, of another class. */
    CONFLICTING_LABEL
}
