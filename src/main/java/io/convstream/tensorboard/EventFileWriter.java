package io.convstream.tensorboard;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.SessionLog.SessionStatus;

/**
 * Writes an event file for TensorBoard, in TFRecord format. A new local file can be read while it is written. Other file
 * systems cannot append: there it appears when it is published, as a replacement of a file does.
 */
final class EventFileWriter implements AutoCloseable {

    private static final String VERSION = "brain.Event:2";

    /** Must not contain "tfevents", which TensorBoard recognizes event files by. */
    private static final String REPLACEMENT = ".thinned.part";

    private final StoragePath target;
    private final Path written;
    private final boolean published;
    private final FileChannel channel;
    private long bytes;

    /** @param published whether {@code written} is the target itself */
    private EventFileWriter(StoragePath target, Path written, boolean published, StandardOpenOption open)
            throws IOException {
        this.target = target;
        this.written = written;
        this.published = published;
        this.channel = FileChannel.open(written, StandardOpenOption.WRITE, open);
    }

    /** Creates a file. */
    static EventFileWriter create(StoragePath file) throws IOException {
        return file.isLocal()
                ? new EventFileWriter(file, file.local(), true, StandardOpenOption.CREATE_NEW)
                : remote(file);
    }

    /** Replaces a file when it is published. */
    static EventFileWriter replace(StoragePath file) throws IOException {
        if (!file.isLocal()) {
            return remote(file);
        }
        Path replacement = file.local().resolveSibling(REPLACEMENT);
        Files.deleteIfExists(replacement); // left by a killed process
        return new EventFileWriter(file, replacement, false, StandardOpenOption.CREATE_NEW);
    }

    private static EventFileWriter remote(StoragePath file) throws IOException {
        return new EventFileWriter(
                file, Files.createTempFile("convstream-", ".part"), false, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /**
     * Begins a file with a session start: TensorBoard discards the steps of earlier files from there on.
     *
     * @param time in seconds
     */
    void begin(long step, double time) throws IOException {
        write(Event.newBuilder().setWallTime(time).setFileVersion(VERSION).build());
        write(Event.newBuilder()
                .setStep(step)
                .setWallTime(time)
                .setSessionLog(SessionLog.newBuilder().setStatus(SessionStatus.START))
                .build());
    }

    /** Writes the event without buffering, so it survives a crash of this process. */
    void write(Event event) throws IOException {
        ByteBuffer record = TfRecord.of(event.toByteArray());
        bytes += record.remaining();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** Returns the file that is written or replaced. */
    StoragePath target() {
        return target;
    }

    /** Returns the number of bytes written. */
    long bytes() {
        return bytes;
    }

    /** Makes the complete file visible, if it is not yet. */
    void publish() throws IOException {
        if (!published) {
            channel.force(true); // otherwise a power cut may leave an empty file under the target's name
            if (target.isLocal()) {
                Files.move(
                        written, target.local(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                target.replace(out -> Files.copy(written, out));
            }
        }
    }

    /** Discards what is not published. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (!published) {
            Files.deleteIfExists(written);
        }
    }
}
