package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.BadRecordReason;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be prepared, or a label that could not be used, with what is needed to find and repair it.
 *
 * @param reason the category, also a metric label
 * @param message what is wrong, with the values found, as a sentence
 * @param content the original bytes; empty if the record could not be read
 * @param label the label delivered with the content; -1 if the content holds it
 * @param origin the file or topic of the record, and its position there
 * @param sequence the record's number in the stream, from 0; for held-out images, the position in the set
 * @param key of the message; null: none, or unknown
 */
@PublicEvolving
public record DeadLetter(
        BadRecordReason reason,
        String message,
        byte[] content,
        int label,
        Origin origin,
        long sequence,
        byte @Nullable [] key) {

    public DeadLetter(BadRecordReason reason, String message, byte[] content, int label, Origin origin, long sequence) {
        this(reason, message, content, label, origin, sequence, null);
    }

    static DeadLetter of(RawRecord record, BadRecordException rejection) {
        byte[] content = record.format() == RecordFormat.UNREADABLE ? new byte[0] : record.content();
        return new DeadLetter(
                rejection.reason(), rejection.message(), content, record.label(), record.origin(), record.sequence());
    }
}
