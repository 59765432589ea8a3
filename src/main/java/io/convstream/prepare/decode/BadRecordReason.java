package io.convstream.prepare.decode;

/** Why a record could not be prepared. */
public enum BadRecordReason {
    /** No bytes at all. */
    EMPTY,
    /** A CIFAR record of another length than 3,073 bytes. */
    WRONG_LENGTH,
    /** A label outside the classes of the job. */
    UNKNOWN_LABEL,
    /** No file of a known image format, or a damaged one. */
    BROKEN_IMAGE,
    /** More bytes, pixels, rows, columns or scans than are allowed. */
    TOO_LARGE,
    /** A file that has gone since it was listed, or that cannot be read. */
    UNREADABLE
}
