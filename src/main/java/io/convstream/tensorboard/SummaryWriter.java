package io.convstream.tensorboard;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/**
 * What TensorBoard shows as one run. Each start of the job begins a file with the first summary that it brings, and says
 * there that a session starts at that step: what older files tell from that step on is then forgotten, because it comes
 * again. So no step is seen twice, whatever checkpoint the job goes on from.
 */
final class SummaryWriter implements AutoCloseable {

    private static final String VERSION = "brain.Event:2";
    private static final double MILLIS = 1e3;

    private final Path folder;
    private final List<Event> head;
    private @Nullable EventFileWriter file;

    /** @param head what each file begins with, without step and time */
    SummaryWriter(Path folder, List<Event> head) {
        this.folder = folder;
        this.head = head;
    }

    /** @throws IOException with the folder, where it cannot be written */
    void add(long step, Instant time, Summary summary) throws IOException {
        try {
            if (file == null) {
                file = begin(step, time);
            }
            file.write(at(step, time, Event.newBuilder().setSummary(summary)));
        } catch (IOException e) {
            throw new IOException(
                    "cannot write for TensorBoard in " + folder + " (is it full or read-only? --no-tensorboard does "
                            + "without)",
                    e);
        }
    }

    private EventFileWriter begin(long step, Instant time) throws IOException {
        EventFileWriter begun = EventFileWriter.create(folder, time);
        begun.write(at(0, time, Event.newBuilder().setFileVersion(VERSION)));
        begun.write(at(
                step,
                time,
                Event.newBuilder().setSessionLog(SessionLog.newBuilder().setStatus(SessionStatus.START))));
        for (Event event : head) {
            begun.write(at(step, time, event.toBuilder()));
        }
        return begun;
    }

    private static Event at(long step, Instant time, Event.Builder event) {
        return event.setStep(step).setWallTime(time.toEpochMilli() / MILLIS).build();
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
