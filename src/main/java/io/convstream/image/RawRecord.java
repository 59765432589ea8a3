package io.convstream.image;

import org.jspecify.annotations.Nullable;

/**
 * One record as its source holds it: not decoded, perhaps broken.
 *
 * @param sequence the record's dense number in the stream, from 0: all randomness and the order of batches follow it
 * @param epoch how many times its source had been read from end to end before, from 0
 * @param format how to read {@code content}
 * @param content the bytes of the source
 * @param label the class, from 0; -1 where the content holds it
 * @param origin where the record came from
 * @param labelProblem why there is no label, in a sentence; null if there is one
 */
public record RawRecord(
        long sequence,
        int epoch,
        RecordFormat format,
        byte[] content,
        int label,
        Origin origin,
        @Nullable String labelProblem) {

    public RawRecord(long sequence, int epoch, RecordFormat format, byte[] content, int label, Origin origin) {
        this(sequence, epoch, format, content, label, origin, null);
    }

    /** The same record at a place in the stream. */
    public RawRecord numbered(long number) {
        return new RawRecord(number, epoch, format, content, label, origin, labelProblem);
    }
}
