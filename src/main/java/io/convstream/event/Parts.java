package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The parts of a folder, in writing order. Compaction bounds their number: {@value #FANOUT} parts of one level are merged
 * into one of the next, until a part has {@value #FULL_BYTES} bytes. The merged part is published under a name that
 * contains the numbers of its sources before these are deleted: a part within another one is ignored, so a crash at any
 * moment neither loses nor repeats a line.
 */
final class Parts {

    static final int FANOUT = 60;

    /** A merge copies less than twice as many bytes, while the job waits. */
    static final long FULL_BYTES = 256 << 20;

    /** A part precedes those that it contains. */
    private static final Comparator<Part> ORDER = Comparator.comparingInt(Part::attempt)
            .thenComparingLong(Part::first)
            .thenComparing(Comparator.comparingLong(Part::last).reversed());

    /** What a killed process leaves of an unpublished local part. */
    private static final Pattern TEMPORARY = Pattern.compile("\\.part-[\\d-]+\\.jsonl\\.part");

    private final StoragePath folder;
    private final List<Part> parts;
    private final long fullBytes;

    private Parts(StoragePath folder, List<Part> parts, long fullBytes) {
        this.folder = folder;
        this.parts = parts;
        this.fullBytes = fullBytes;
    }

    /**
     * Lists the parts of a folder, without those that a merged part contains, after those of an earlier layout; none if there
     * is no folder.
     */
    static List<Part> list(StoragePath folder) throws IOException {
        List<StoragePath.Entry> files = folder.list();
        List<Part> all = EarlierParts.list(folder, files);
        all.addAll(split(files, new ArrayList<>()));
        return all;
    }

    /**
     * Opens a folder for an attempt: deletes what an interrupted compaction has left, and merges the small parts of earlier
     * attempts.
     *
     * @param fullBytes the size from which a part is not merged
     */
    static Parts open(StoragePath folder, int attempt, long fullBytes) throws IOException {
        List<StoragePath.Entry> files = folder.list();
        for (StoragePath.Entry file : files) {
            if (TEMPORARY.matcher(file.path().name()).matches()) {
                file.path().delete();
            }
        }
        List<Part> merged = new ArrayList<>();
        var parts = new Parts(folder, split(files, merged), fullBytes);
        delete(merged);
        for (int other : parts.parts.stream().map(Part::attempt).distinct().toList()) {
            if (other < attempt) {
                List<Part> rest = parts.notFull(other);
                if (rest.size() > 1) {
                    parts.merge(rest);
                }
            }
        }
        return parts;
    }

    private static List<Part> split(List<StoragePath.Entry> files, List<Part> merged) {
        List<Part> parts = new ArrayList<>();
        files.stream().flatMap(file -> Part.of(file).stream()).sorted(ORDER).forEach(part -> {
            boolean isMerged = !parts.isEmpty() && parts.get(parts.size() - 1).contains(part);
            (isMerged ? merged : parts).add(part);
        });
        return parts;
    }

    /** Returns whether the lines of a checkpoint are published. */
    boolean contains(Lines lines) {
        return parts.stream().anyMatch(part -> part.contains(lines.attempt(), lines.number()));
    }

    /** Adds a published part, and merges the last ones of its attempt if they have become many or large. */
    void add(Part part) throws IOException {
        parts.add(part);
        parts.sort(ORDER);
        for (List<Part> due = due(part.attempt()); due.size() > 1; due = due(part.attempt())) {
            merge(due);
        }
    }

    private List<Part> due(int attempt) {
        List<Part> small = notFull(attempt);
        if (small.isEmpty() || bytes(small) >= fullBytes) {
            return small;
        }
        int level = level(small.get(small.size() - 1));
        List<Part> same = lastOf(small, part -> level(part) == level);
        return same.size() < FANOUT ? List.of() : same;
    }

    private List<Part> notFull(int attempt) {
        List<Part> own =
                parts.stream().filter(part -> part.attempt() == attempt).toList();
        return lastOf(own, part -> part.bytes() < fullBytes);
    }

    /** Returns the longest sequence that ends with the last part and meets a condition. */
    private static List<Part> lastOf(List<Part> parts, Predicate<Part> condition) {
        int from = parts.size();
        while (from > 0 && condition.test(parts.get(from - 1))) {
            from--;
        }
        return parts.subList(from, parts.size());
    }

    private static long bytes(List<Part> parts) {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    private static int level(Part part) {
        int level = 0;
        for (long numbers = part.last() - part.first() + 1; numbers >= FANOUT; numbers /= FANOUT) {
            level++;
        }
        return level;
    }

    private void merge(List<Part> sources) throws IOException {
        Part from = sources.get(0);
        Part to = sources.get(sources.size() - 1);
        StoragePath target = folder.resolve(Part.name(from.attempt(), from.first(), to.last()));
        target.replace(out -> {
            for (Part source : sources) {
                source.path().copyTo(out);
            }
        });
        parts.set(parts.indexOf(from), new Part(target, from.attempt(), from.first(), to.last(), bytes(sources)));
        parts.removeAll(sources);
        delete(sources);
    }

    private static void delete(List<Part> parts) throws IOException {
        for (Part part : parts) {
            part.path().delete();
        }
    }
}
