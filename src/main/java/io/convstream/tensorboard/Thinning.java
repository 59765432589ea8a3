package io.convstream.tensorboard;

import io.convstream.tensorboard.Volume.Kept;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * Bounds the event files of a TensorBoard run: thins older summaries to a coarser resolution and merges small files, in
 * memory that does not grow with the run.
 *
 * <p>Consecutive files are merged into the last of them, which is replaced atomically before the others are deleted. It
 * begins with a session start at their first step, so a reader that sees both discards the others' steps. A TensorBoard
 * that has already read these files keeps what it has read, and a file that it has not reached yet loses nothing.
 */
final class Thinning {

    /** More files are merged. */
    private static final int MAX_FILES = 64;

    /** At most this number of the newest complete files, which TensorBoard may be reading, is left unchanged. */
    private static final int NEWEST = 8;

    /** The share of the limit that the newest files, and all older ones together, are allowed. */
    private static final int QUARTER = 4;

    /** Files up to a limit: more would make merging expensive, fewer would keep older summaries unthinned for longer. */
    private static final int FILES = 16;

    private final long limit;
    private final BooleanSupplier stopped;

    /**
     * @param limit in bytes, without the file that is being written
     * @param stopped checked between events; if true, thinning ends and the file that it writes is discarded
     */
    Thinning(long limit, BooleanSupplier stopped) {
        this.limit = limit;
        this.stopped = stopped;
    }

    /** Returns the size at which a file should be complete. */
    static long fileBytes(long limit) {
        return limit / FILES;
    }

    /** Returns whether complete files exceed the limit or are many. */
    boolean isNeeded(List<EventFile> complete) {
        return EventFile.bytes(complete) > limit || complete.size() > MAX_FILES;
    }

    /** Thins complete files if they exceed the limit, and merges small ones. */
    void thin(List<EventFile> complete) throws IOException {
        List<Older> files = older(complete);
        Kept kept = EventFile.bytes(complete) > limit ? measure(files) : Kept.ALL;
        var levels = new Levels();
        for (List<Older> group : groups(files, kept)) {
            if (stopped.getAsBoolean()) {
                return;
            }
            if (group.size() > 1 || group.get(0).volume.dropped(kept) > 0) {
                merge(group, kept, levels);
            }
        }
    }

    /** A file that may be changed. */
    private record Older(EventFile file, Event start, long superseded, Volume volume) {

        boolean isSuperseded(Event event) {
            return event.getStep() >= superseded;
        }

        long bytes(Kept kept) {
            return file.bytes() - volume.dropped(kept);
        }
    }

    private List<Older> older(List<EventFile> complete) throws IOException {
        int newest = complete.size() - 1;
        while (newest > 0
                && complete.size() - newest < NEWEST
                && EventFile.bytes(complete.subList(newest - 1, complete.size())) <= limit / QUARTER) {
            newest--;
        }
        long superseded = Long.MAX_VALUE;
        List<Older> older = new ArrayList<>();
        for (int i = complete.size() - 1; i >= 0; i--) {
            EventFile file = complete.get(i);
            Event start = file.start();
            if (i < newest) {
                older.add(0, new Older(file, start, superseded, new Volume()));
            }
            superseded = Math.min(superseded, start.getStep());
        }
        return older;
    }

    private Kept measure(List<Older> files) throws IOException {
        var levels = new Levels();
        var total = new Volume();
        for (Older older : files) {
            older.file.read(stopped, event -> {
                if (older.isSuperseded(event)) {
                    older.volume.addRepeated(event.getSerializedSize());
                } else if (event.hasGraphDef()) {
                    if (levels.ofGraph(event.getGraphDef()) == Levels.REPEATED) {
                        older.volume.addRepeated(event.getSerializedSize());
                    }
                } else {
                    for (Summary.Value value : event.getSummary().getValueList()) {
                        older.volume.add(value, levels.of(event.getStep(), value));
                    }
                }
            });
            total.add(older.volume);
        }
        return total.within(limit / QUARTER);
    }

    /** Groups consecutive files that fit into one. */
    private List<List<Older>> groups(List<Older> files, Kept kept) {
        List<List<Older>> groups = new ArrayList<>();
        long bytes = 0;
        for (Older file : files) {
            bytes += file.bytes(kept);
            if (groups.isEmpty() || bytes > fileBytes(limit)) {
                groups.add(new ArrayList<>());
                bytes = file.bytes(kept);
            }
            groups.get(groups.size() - 1).add(file);
        }
        return groups;
    }

    private void merge(List<Older> group, Kept kept, Levels levels) throws IOException {
        EventFile last = group.get(group.size() - 1).file;
        try (EventFileWriter out = EventFileWriter.replace(last.path())) {
            out.begin(
                    group.stream().mapToLong(file -> file.start.getStep()).min().orElseThrow(),
                    group.get(0).start.getWallTime());
            for (Older file : group) {
                file.file.read(stopped, event -> {
                    if (!file.isSuperseded(event)) {
                        write(event, kept, levels, out);
                    }
                });
            }
            if (stopped.getAsBoolean()) {
                return;
            }
            out.publish();
        }
        for (Older merged : group.subList(0, group.size() - 1)) {
            merged.file.path().delete();
        }
    }

    private static void write(Event event, Kept kept, Levels levels, EventFileWriter out) throws IOException {
        if (event.hasSummary()) {
            Summary.Builder thinned = Summary.newBuilder();
            for (Summary.Value value : event.getSummary().getValueList()) {
                if (kept.includes(value, levels.of(event.getStep(), value))) {
                    thinned.addValue(value);
                }
            }
            if (thinned.getValueCount() > 0) {
                out.write(event.toBuilder().setSummary(thinned).build());
            }
        } else if (event.hasGraphDef()) {
            if (levels.ofGraph(event.getGraphDef()) != Levels.REPEATED) {
                out.write(event);
            }
        } // a version or a session start: written at the beginning of the file
    }
}
