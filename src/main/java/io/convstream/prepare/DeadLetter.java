package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecord;
import io.convstream.prepare.decode.BadRecordException;

/**
 * A record that could not be prepared, with all that is needed to find and mend it.
 *
 * @param reason what is wrong, as a word
 * @param message what is wrong, with the values found
 * @param content the bytes as they came; none if the record could not be read
 * @param label the label that came beside them; -1 where the content holds it
 * @param origin where the record came from
 * @param sequence the record's number in the stream; of held-out images the position in their set
 */
public record DeadLetter(BadRecord reason, String message, byte[] content, int label, Origin origin, long sequence) {

    static DeadLetter of(RawRecord record, BadRecordException bad) {
        byte[] content = record.format() == RecordFormat.UNREADABLE ? new byte[0] : record.content();
        return new DeadLetter(
                bad.reason(), bad.sentence(), content, record.label(), record.origin(), record.sequence());
    }
}
