package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * A folder of JSON Lines files {@code part-ATTEMPT-FIRST-LAST.jsonl}, whose names sort in writing order. It can be read
 * while it is written.
 */
public final class EventFiles {

    private EventFiles() {}

    /**
     * Returns a sink that writes every event exactly once. Run it with parallelism 1.
     *
     * @param run the id of the run: a fork does not publish what its parent has not published yet
     * @param attempt the number of the run's attempt, which orders the parts
     */
    public static <T> Sink<T> sink(StoragePath folder, String run, int attempt) {
        return new LineSink<>(folder, run, attempt);
    }

    /**
     * Reads the committed events in writing order, without those that a later attempt has superseded, in bounded memory; none
     * if there is no folder yet.
     *
     * @throws IOException with the path and line, if a line is not an event of this version
     */
    public static void read(StoragePath folder, Consumer<Event> events) throws IOException {
        List<Part> parts = Parts.list(folder);
        int last = last(parts);
        SupersededEvents superseded = SupersededEvents.of(folder, parts);
        PartReader.read(folder, parts, (part, number, line) -> {
            if (part.attempt() == last || !superseded.contains(part.attempt(), line)) {
                events.accept(EventReader.read(part.path(), number, line));
            }
        });
    }

    /**
     * Returns the number of lines in the committed parts; 0 if there are none.
     *
     * @throws IOException with the path, if a file cannot be read
     */
    public static long count(StoragePath folder) throws IOException {
        var lines = new AtomicLong();
        PartReader.read(folder, Parts.list(folder), (part, number, line) -> lines.incrementAndGet());
        return lines.get();
    }

    /** Returns the last attempt that has written to a folder; 0 if there is none. */
    public static int lastAttempt(StoragePath folder) throws IOException {
        return last(Parts.list(folder));
    }

    private static int last(List<Part> parts) {
        return parts.stream().mapToInt(Part::attempt).max().orElse(0);
    }
}
