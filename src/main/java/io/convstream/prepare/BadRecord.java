package io.convstream.prepare;

/** Why a record could not be prepared. */
public enum BadRecord {
    /** No bytes at all. */
    EMPTY,
    /** A CIFAR record of another length than 3,073 bytes. */
    WRONG_LENGTH,
    /** A label outside the classes of the job. */
    UNKNOWN_LABEL,
    /** Neither a JPEG nor a PNG file, or a damaged one. */
    BROKEN_PICTURE,
    /** More bytes or pixels than the decoder is willing to look at. */
    TOO_LARGE,
    /** A file that has gone since it was listed, or that cannot be read. */
    UNREADABLE
}
