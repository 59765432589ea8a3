package io.convstream.tensorboard;

import io.convstream.storage.StoragePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.Event;

/**
 * An event file in a folder. TensorBoard reads the files of a folder in order of name and never returns to an earlier one.
 *
 * @param bytes its size when it was listed
 */
record EventFile(StoragePath path, long bytes) {

    /** Any program's. */
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\..*");

    private static final String OWN = ".convstream";
    private static final int BUFFER = 1 << 16;

    /** Receives events in order. */
    @FunctionalInterface
    interface Reader {
        void accept(Event event) throws IOException;
    }

    /** Returns the path of the file of a second. */
    static StoragePath of(StoragePath folder, long second) {
        return folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d%s", second, OWN));
    }

    /** Returns the second of the last file in a folder; 0 if there is none. */
    static long newest(StoragePath folder) throws IOException {
        return folder.list().stream()
                .map(file -> NAME.matcher(file.path().name()))
                .filter(Matcher::matches)
                .mapToLong(name -> Long.parseLong(name.group(1)))
                .max()
                .orElse(0);
    }

    /** Returns the files of convstream that precede a file, in order. */
    static List<EventFile> before(StoragePath file) throws IOException {
        StoragePath folder = Objects.requireNonNull(file.parent());
        return folder.list().stream()
                .filter(entry -> NAME.matcher(entry.path().name()).matches()
                        && entry.path().name().endsWith(OWN)
                        && entry.path().name().compareTo(file.name()) < 0)
                .map(entry -> new EventFile(entry.path(), entry.size()))
                .toList();
    }

    static long bytes(List<EventFile> files) {
        return files.stream().mapToLong(EventFile::bytes).sum();
    }

    /**
     * Reads the events until the end or the first damaged record, as TensorBoard does.
     *
     * @param stopped if true, no more events are read
     */
    void read(BooleanSupplier stopped, Reader reader) throws IOException {
        try (InputStream in = new BufferedInputStream(path.open(), BUFFER)) {
            byte[] record = TfRecord.read(in);
            while (record != null && !stopped.getAsBoolean()) {
                reader.accept(Event.parseFrom(record));
                record = TfRecord.read(in);
            }
        }
    }

    /** Returns the session start, which is the second record; an event at {@link Long#MAX_VALUE} if there is none. */
    Event start() throws IOException {
        try (InputStream in = path.open()) {
            TfRecord.read(in); // the version
            byte[] record = TfRecord.read(in);
            Event event = record == null ? Event.getDefaultInstance() : Event.parseFrom(record);
            return event.hasSessionLog()
                    ? event
                    : Event.newBuilder().setStep(Long.MAX_VALUE).build();
        }
    }
}
