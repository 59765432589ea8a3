package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the lines of parts in order, each once. If compaction has replaced a part, the merged one is read from where the
 * reader was: a run of months is read for longer than its small parts exist.
 */
final class PartReader {

    /** Receives lines. */
    interface LineConsumer {

        /**
         * Receives a line.
         *
         * @param number of the line in its part, from 1
         */
        void accept(Part part, long number, String line) throws IOException;
    }

    private final StoragePath folder;
    private final Deque<Part> unread;

    /** The number of lines that were read of each part. */
    private final Map<Part, Long> read = new HashMap<>();

    /** The number of lines of the next part that were read from those that it replaces. */
    private long skip;

    private PartReader(StoragePath folder, List<Part> parts) {
        this.folder = folder;
        this.unread = new ArrayDeque<>(parts);
    }

    /**
     * Reads all lines.
     *
     * @param parts the parts of the folder, as {@link Parts#list} returns them, or some of them
     */
    static void read(StoragePath folder, List<Part> parts, LineConsumer lines) throws IOException {
        var reader = new PartReader(folder, parts);
        while (!reader.unread.isEmpty()) {
            reader.readNext(lines);
        }
    }

    private void readNext(LineConsumer lines) throws IOException {
        Part part = unread.remove();
        long number = 0;
        try (BufferedReader reader = part.path().newReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (number > skip) {
                    lines.accept(part, number, line);
                }
            }
            read.put(part, number);
            skip = 0;
        } catch (FileNotFoundException | NoSuchFileException e) {
            read.put(part, Math.max(skip, number));
            continueIn(merged(part, e));
        }
    }

    private Part merged(Part part, IOException deleted) throws IOException {
        return Parts.list(folder).stream()
                .filter(other -> other.contains(part) && !other.equals(part))
                .findFirst()
                .orElseThrow(() -> new IOException(part.path() + " was deleted while it was read", deleted));
    }

    private void continueIn(Part merged) {
        unread.removeIf(merged::contains);
        unread.addFirst(merged);
        skip = read.entrySet().stream()
                .filter(part -> merged.contains(part.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        read.keySet().removeIf(merged::contains);
    }
}
