package io.convstream.prepare;

import io.convstream.image.RawRecord;
import java.util.Optional;

/** Tells whether preparation could use a record; for one thread. */
public final class RecordCheck implements AutoCloseable {

    private final Decoder decoder;

    public RecordCheck(PrepareOptions options) {
        decoder = new Decoder(options);
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
