package io.convstream.tensorboard;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/**
 * Writes an event file for TensorBoard, in TFRecord format. A local file can be read while it is written. Other file
 * systems cannot append: there it appears when it is closed.
 */
final class EventFileWriter implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\..*");

    /** A record's length and the checksum of the length. */
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private final StoragePath target;
    private final Path written;
    private final FileChannel channel;

    /** @param written the local file that becomes {@code target}; the same file if the target is local */
    private EventFileWriter(StoragePath target, Path written, StandardOpenOption open) throws IOException {
        this.target = target;
        this.written = written;
        this.channel = FileChannel.open(written, open, StandardOpenOption.WRITE);
    }

    /**
     * Creates a file whose name sorts after all others in its folder: TensorBoard reads files in order of name and
     * never returns to an earlier one.
     *
     * @throws IOException with the path, if it cannot be created
     */
    static EventFileWriter create(StoragePath folder, Instant now) throws IOException {
        folder.createFolder();
        long second = Math.max(now.getEpochSecond(), newest(folder) + 1);
        StoragePath file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.convstream", second));
        return file.isLocal()
                ? new EventFileWriter(file, file.local(), StandardOpenOption.CREATE_NEW)
                : new EventFileWriter(
                        file, Files.createTempFile("convstream-", ".tfevents"), StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static long newest(StoragePath folder) throws IOException {
        return folder.list().stream()
                .map(file -> NAME.matcher(file.path().name()))
                .filter(Matcher::matches)
                .mapToLong(name -> Long.parseLong(name.group(1)))
                .max()
                .orElse(0);
    }

    /** Writes the event without buffering, so it survives a crash of this process. */
    void write(Event event) throws IOException {
        byte[] content = event.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(HEADER + content.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(content.length);
        record.putInt(maskedCrc(record.slice(0, Long.BYTES))).put(content);
        record.putInt(maskedCrc(record.slice(HEADER, content.length))).flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** TFRecord's masked CRC-32C: a CRC of data that contains CRCs would otherwise be degenerate. */
    private static int maskedCrc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!target.isLocal()) {
            try {
                target.replace(out -> Files.copy(written, out));
            } finally {
                Files.deleteIfExists(written);
            }
        }
    }
}
