package io.convstream.tensorboard;

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
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/** Writes an event file for TensorBoard, in TFRecord format. The file can be read while it is written. */
final class EventFileWriter implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\..*");

    /** A record's length and the checksum of the length. */
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private final FileChannel channel;

    private EventFileWriter(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Creates a file whose name sorts after all others in its folder: TensorBoard reads files in order of name and
     * never returns to an earlier one.
     *
     * @throws IOException with the path, if it cannot be created
     */
    static EventFileWriter create(Path folder, Instant now) throws IOException {
        Files.createDirectories(folder);
        long second = Math.max(now.getEpochSecond(), newest(folder) + 1);
        Path file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.convstream", second));
        return new EventFileWriter(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    private static long newest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
        }
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
    }
}
