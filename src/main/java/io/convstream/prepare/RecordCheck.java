package io.convstream.prepare;

import io.convstream.image.RawRecord;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.util.Optional;

/** Check whether records can be prepared. Not thread-safe. */
public final class RecordCheck implements AutoCloseable {

    private final RecordDecoder decoder;

    public RecordCheck(PrepareOptions options) {
        decoder = new RecordDecoder(options.framing().image(), options.classes());
    }

    /** Returns what is wrong with a record, as a sentence; empty if it can be prepared. */
    public Optional<String> problem(RawRecord record) {
        try {
            decoder.decode(record);
            return Optional.empty();
        } catch (BadRecordException e) {
            return Optional.of(e.message());
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
