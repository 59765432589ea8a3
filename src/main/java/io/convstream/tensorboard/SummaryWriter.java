package io.convstream.tensorboard;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/**
 * Writes one TensorBoard run. Each start of the job creates a file at its first summary, with a session start at that
 * step: TensorBoard then discards the steps of older files from there on, so no step appears twice after a resume.
 */
final class SummaryWriter implements AutoCloseable {

    private static final String VERSION = "brain.Event:2";
    private static final double MILLIS = 1e3;

    /** Age of a file that is not local, after which it is completed and another begins. */
    private static final Duration ROLL = Duration.ofMinutes(5);

    private final StoragePath folder;
    private final List<Event> head;
    private @Nullable EventFileWriter file;
    private Instant created = Instant.EPOCH;

    /** @param head the first events of each file, without step and time */
    SummaryWriter(StoragePath folder, List<Event> head) {
        this.folder = folder;
        this.head = head;
    }

    /** @throws IOException with the folder, if it cannot be written */
    void add(long step, Instant time, Summary summary) throws IOException {
        try {
            if (file != null && !folder.isLocal() && time.isAfter(created.plus(ROLL))) {
                close();
            }
            if (file == null) {
                file = create(step, time);
                created = time;
            }
            file.write(at(step, time, Event.newBuilder().setSummary(summary)));
        } catch (IOException e) {
            throw new IOException(
                    "cannot write for TensorBoard in " + folder
                            + " (is it full or read-only?): free it, or use --no-tensorboard",
                    e);
        }
    }

    private EventFileWriter create(long step, Instant time) throws IOException {
        EventFileWriter created = EventFileWriter.create(folder, time);
        created.write(at(0, time, Event.newBuilder().setFileVersion(VERSION)));
        created.write(at(
                step,
                time,
                Event.newBuilder().setSessionLog(SessionLog.newBuilder().setStatus(SessionStatus.START))));
        for (Event event : head) {
            created.write(at(step, time, event.toBuilder()));
        }
        return created;
    }

    private static Event at(long step, Instant time, Event.Builder event) {
        return event.setStep(step).setWallTime(time.toEpochMilli() / MILLIS).build();
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            EventFileWriter closed = file;
            file = null;
            closed.close();
        }
    }
}
