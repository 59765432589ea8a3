package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that convstream and Flink write into a run folder. Nothing else is ever deleted. */
final class RunFiles {

    private static final int MEGABYTE = 1 << 20;

    private static final Pattern PARTS =
            Pattern.compile("\\.*part-.*\\.jsonl(\\.(inprogress\\..*|pending|part|pending\\.part))?");
    private static final Pattern MODELS = Pattern.compile("\\d{10}-[0-9a-f]{12}\\.zip|manifest\\.json|\\..*\\.part");
    private static final Pattern TENSORBOARD = Pattern.compile("events\\.out\\.tfevents\\..*|\\.thinned\\.part");
    private static final Pattern ANY = Pattern.compile(".*");

    private RunFiles() {}

    /** Returns the entries of a run folder, each with the pattern of the file names in it. */
    private static Map<StoragePath, Pattern> entries(RunFolder run) {
        Map<StoragePath, Pattern> entries = new LinkedHashMap<>();
        entries.put(run.checkpoints(), ANY);
        entries.put(run.savepoints(), ANY);
        entries.put(run.events(), PARTS);
        entries.put(run.deadLetters(), PARTS);
        entries.put(run.models(), MODELS);
        entries.put(run.tensorBoard(), TENSORBOARD);
        entries.put(run.path().resolve("events.jsonl"), ANY); // of an older convstream
        entries.put(run.report(), ANY);
        entries.put(run.path().resolve("convstream.log"), ANY);
        entries.put(run.attempts(), ANY);
        entries.put(run.deployments(), ANY);
        entries.put(run.service(), ANY);
        entries.put(run.description(), ANY);
        return entries;
    }

    /** Returns the name of a run's file or folder that exists; null if there is none. */
    static @Nullable String findExisting(RunFolder run) throws IOException {
        for (StoragePath entry : entries(run).keySet()) {
            if (entry.exists()) {
                return entry.name();
            }
        }
        return null;
    }

    /**
     * Deletes a run, description last.
     *
     * @return a sentence for the user
     * @throws UsageException if the folder contains no run
     */
    static String delete(RunFolder run) throws IOException {
        requireRun(run);
        List<String> names = new ArrayList<>();
        long[] filesAndBytes = new long[2];
        for (Map.Entry<StoragePath, Pattern> entry : entries(run).entrySet()) {
            if (entry.getKey().exists()) {
                names.add(entry.getKey().name());
                delete(entry.getKey(), entry.getValue(), filesAndBytes);
            }
        }
        return "Deleted the run in " + run.path() + ": " + String.join(", ", names) + " ("
                + amount(filesAndBytes[0], filesAndBytes[1]) + ")";
    }

    static String amount(long files, long bytes) {
        return String.format(Locale.ROOT, "%,d files, %,d MB", files, (bytes + MEGABYTE - 1) / MEGABYTE);
    }

    /** Refuses a folder without a {@link RunDescription}. */
    static void requireRun(RunFolder run) {
        try {
            RunDescription.read(run.description());
        } catch (IOException e) {
            throw new UsageException(
                    "--overwrite deletes nothing in " + run.path() + ", which has no run.json of convstream: empty it, "
                            + "or choose another --run",
                    e);
        }
    }

    /** Deletes files whose names match, and folders that become empty. Links are deleted, not followed. */
    private static void delete(StoragePath entry, Pattern names, long[] filesAndBytes) throws IOException {
        if (entry.isLocal()) {
            delete(entry.local(), names, filesAndBytes);
        } else if (entry.isFolder()) {
            for (StoragePath.Entry file : entry.filesBelow()) {
                delete(file, names, filesAndBytes);
            }
            if (entry.filesBelow().isEmpty()) {
                entry.deleteAll();
            }
        } else {
            delete(new StoragePath.Entry(entry, false, entry.size(), Instant.EPOCH), names, filesAndBytes);
        }
    }

    private static void delete(StoragePath.Entry file, Pattern names, long[] filesAndBytes) throws IOException {
        if (names.matcher(file.path().name()).matches()) {
            file.path().delete();
            filesAndBytes[0]++;
            filesAndBytes[1] += file.size();
        }
    }

    private static void delete(Path entry, Pattern names, long[] filesAndBytes) throws IOException {
        Files.walkFileTree(entry, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (names.matcher(String.valueOf(file.getFileName())).matches()) {
                    Files.delete(file);
                    filesAndBytes[0]++;
                    filesAndBytes[1] += attributes.size();
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                if (isEmpty(folder)) {
                    Files.delete(folder);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> rest = Files.list(folder)) {
            return rest.findAny().isEmpty();
        }
    }
}
