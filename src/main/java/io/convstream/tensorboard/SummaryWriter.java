package io.convstream.tensorboard;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * Writes one TensorBoard run. Each start of the job creates a file at its first summary, with a session start at that
 * step: TensorBoard then discards the steps of older files from there on, so no step appears twice after a resume. A
 * full file is followed by another, and older files are {@linkplain Thinning thinned}.
 */
final class SummaryWriter implements AutoCloseable {

    private static final double MILLIS = 1e3;

    /** Age of a file that is not local, after which it is completed and another begins. */
    private static final Duration ROLL = Duration.ofMinutes(5);

    private final StoragePath folder;
    private final List<Event> head;
    private final long fileBytes;
    private final EventFileKeeper keeper;
    private @Nullable EventFileWriter file;
    private Instant created = Instant.EPOCH;
    private long newest = -1;

    /**
     * @param head the first events of each start of the job, without step and time
     * @param fileBytes the size at which a file is complete
     * @param keeper completes files; not closed
     */
    SummaryWriter(StoragePath folder, List<Event> head, long fileBytes, EventFileKeeper keeper) {
        this.folder = folder;
        this.head = head;
        this.fileBytes = fileBytes;
        this.keeper = keeper;
    }

    /** @throws IOException with the folder, if it cannot be written */
    void add(long step, Instant time, Summary summary) throws IOException {
        keeper.check();
        try {
            if (file != null && isFull(file, time)) {
                keeper.complete(file);
                file = null;
            }
            if (file == null) {
                file = create(step, time);
                keeper.thinBefore(file.target());
            }
            file.write(at(step, time, Event.newBuilder().setSummary(summary)));
        } catch (IOException e) {
            throw EventFileKeeper.failed(folder, e);
        }
    }

    private boolean isFull(EventFileWriter file, Instant time) {
        return file.bytes() >= fileBytes || (!folder.isLocal() && time.isAfter(created.plus(ROLL)));
    }

    /** Creates a file whose name sorts after all others in its folder. */
    private EventFileWriter create(long step, Instant time) throws IOException {
        boolean first = newest < 0;
        if (first) {
            folder.createFolder();
            newest = EventFile.newest(folder);
        }
        newest = Math.max(time.getEpochSecond(), newest + 1);
        created = time;
        EventFileWriter file = EventFileWriter.create(EventFile.of(folder, newest));
        file.begin(step, seconds(time));
        if (first) {
            for (Event event : head) {
                file.write(at(step, time, event.toBuilder()));
            }
        }
        return file;
    }

    private static Event at(long step, Instant time, Event.Builder event) {
        return event.setStep(step).setWallTime(seconds(time)).build();
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / MILLIS;
    }

    @Override
    public void close() {
        if (file != null) {
            keeper.complete(file);
            file = null;
        }
    }
}
