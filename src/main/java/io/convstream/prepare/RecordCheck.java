package io.convstream.prepare;

import io.convstream.image.RawRecord;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.util.Optional;

/** Tells whether preparation could use a record; for one thread. */
public final class RecordCheck implements AutoCloseable {

    private final RecordDecoder decoder;

    public RecordCheck(PrepareOptions options) {
        decoder = new RecordDecoder(options.framing().image(), options.classes());
    }

    /** What is wrong with a record, in a sentence; empty where nothing is. */
    public Optional<String> problem(RawRecord record) {
        try {
            decoder.decode(record);
            return Optional.empty();
        } catch (BadRecordException e) {
            return Optional.of(e.sentence());
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
