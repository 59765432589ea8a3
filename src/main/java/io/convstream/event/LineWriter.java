package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;

/** Collects the lines between two checkpoints, compressed. */
final class LineWriter<T> implements StatefulSinkWriter<T, Long>, CommittingSinkWriter<T, Lines> {

    private static final int MAX_BYTES = 8 << 20;

    private final StoragePath folder;
    private final String run;
    private final int attempt;
    private final JsonLines<T> encoder = new JsonLines<>();
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final List<Lines> spilled = new ArrayList<>();
    private ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    private DeflaterOutputStream lines = new DeflaterOutputStream(deflated, deflater);
    private boolean isEmpty = true;
    private long next;

    /** @param next the number of the first lines */
    LineWriter(StoragePath folder, String run, int attempt, long next) {
        this.folder = folder;
        this.run = run;
        this.attempt = attempt;
        this.next = next;
    }

    @Override
    public void write(T element, Context context) throws IOException {
        encoder.encode(element, lines);
        isEmpty = false;
        if (deflated.size() > MAX_BYTES) {
            spilled.add(take().spill(folder));
        }
    }

    private Lines take() throws IOException {
        lines.finish();
        var taken = new Lines(run, attempt, next++, deflated.toByteArray());
        deflater.reset();
        deflated = new ByteArrayOutputStream();
        lines = new DeflaterOutputStream(deflated, deflater);
        isEmpty = true;
        return taken;
    }

    @Override
    public List<Lines> prepareCommit() throws IOException {
        List<Lines> all = new ArrayList<>(spilled);
        spilled.clear();
        if (!isEmpty) {
            all.add(take());
        }
        return all;
    }

    @Override
    public List<Long> snapshotState(long checkpointId) {
        return List.of(next);
    }

    @Override
    public void flush(boolean endOfInput) {} // a checkpoint follows

    @Override
    public void close() {
        deflater.end();
    }
}
