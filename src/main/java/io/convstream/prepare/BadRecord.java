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
    /** A whole picture, but of another height and width than the job's pictures. */
    WRONG_SIZE,
    /** More bytes than the decoder is willing to look at. */
    TOO_LARGE
}
