package io.convstream.image;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Record as its source delivers it: not decoded, possibly corrupt.
 *
 * @param sequence the record's dense number in the stream, from 0, which determines all randomness and the order of batches; -1 if not
 *     yet numbered
 * @param epoch the number of earlier passes over the source, from 0
 * @param format the format of {@code content}
 * @param content the original bytes
 * @param label the class, from 0; -1 if the content holds it or there is none
 * @param origin the file or topic of the record, and its position there
 * @param labelProblem why there is no label, as a sentence; null if there is one
 */
@PublicEvolving
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

    /** Returns the record with a sequence number. */
    public RawRecord numbered(long number) {
        return new RawRecord(number, epoch, format, content, label, origin, labelProblem);
    }
}
