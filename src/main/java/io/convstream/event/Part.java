package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of lines: those of one checkpoint, or of several after compaction. The names of a run's parts sort in writing
 * order.
 *
 * @param attempt the run's attempt that wrote the lines
 * @param first the number of the first checkpoint's lines within the run
 * @param last the number of the last checkpoint's lines
 */
record Part(StoragePath path, int attempt, long first, long last, long bytes) {

    private static final Pattern NAME = Pattern.compile("part-(\\d{8})-(\\d{10})-(\\d{10})\\.jsonl");

    /** The digits suffice for three years of an attempt, and 300 years of a checkpoint, every second. */
    static String name(int attempt, long first, long last) {
        return String.format(Locale.ROOT, "part-%08d-%010d-%010d.jsonl", attempt, first, last);
    }

    /** Returns the part in a file; empty if the file is none. */
    static Optional<Part> of(StoragePath.Entry file) {
        Matcher name = NAME.matcher(file.path().name());
        return name.matches() && !file.isFolder()
                ? Optional.of(new Part(
                        file.path(),
                        Integer.parseInt(name.group(1)),
                        Long.parseLong(name.group(2)),
                        Long.parseLong(name.group(3)),
                        file.size()))
                : Optional.empty();
    }

    boolean contains(int otherAttempt, long number) {
        return attempt == otherAttempt && first <= number && number <= last;
    }

    boolean contains(Part other) {
        return contains(other.attempt, other.first) && contains(other.attempt, other.last);
    }
}
