package io.convstream.run;

import io.convstream.failure.UsageException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What convstream and Flink write into a run folder: known names, so that nothing else is ever deleted. */
final class RunFiles {

    private static final int MEGABYTE = 1 << 20;

    private static final Pattern PARTS = Pattern.compile("\\.?part-.*\\.jsonl(\\.inprogress\\..*)?");
    private static final Pattern MODELS = Pattern.compile("best\\.zip|newest\\.zip|manifest\\.json|\\..*\\.part");
    private static final Pattern TENSORBOARD = Pattern.compile("events\\.out\\.tfevents\\..*");
    private static final Pattern ANY = Pattern.compile(".*");

    private RunFiles() {}

    /** The entries of a run folder, each with the names of the files in it that are ours. */
    private static Map<Path, Pattern> known(RunFolder run) {
        Map<Path, Pattern> known = new LinkedHashMap<>();
        known.put(run.checkpoints(), ANY);
        known.put(run.savepoints(), ANY);
        known.put(run.eventParts(), PARTS);
        known.put(run.deadLetters(), PARTS);
        known.put(run.models(), MODELS);
        known.put(run.tensorBoard(), TENSORBOARD);
        known.put(run.eventFile(), ANY);
        known.put(run.report(), ANY);
        known.put(run.log(), ANY);
        known.put(run.description(), ANY);
        return known;
    }

    /** The name of something that a run has left in a folder; null if there is nothing. */
    static @Nullable String first(RunFolder run) {
        return known(run).keySet().stream()
                .filter(Files::exists)
                .map(entry -> String.valueOf(entry.getFileName()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Deletes a run, description last.
     *
     * @return what was deleted, for a person to read
     * @throws UsageException if the folder has no {@code run.json} of ours
     */
    static String delete(RunFolder run) throws IOException {
        requireOurs(run);
        List<String> names = new ArrayList<>();
        long[] filesAndBytes = new long[2];
        for (Map.Entry<Path, Pattern> entry : known(run).entrySet()) {
            if (Files.exists(entry.getKey())) {
                names.add(String.valueOf(entry.getKey().getFileName()));
                delete(entry.getKey(), entry.getValue(), filesAndBytes);
            }
        }
        return String.format(
                Locale.ROOT,
                "Deleted the run in %s: %s (%,d files, %,d MB)",
                run.path(),
                String.join(", ", names),
                filesAndBytes[0],
                filesAndBytes[1] / MEGABYTE);
    }

    /** Refuses a folder that no run of ours has described. */
    static void requireOurs(RunFolder run) {
        try {
            RunDescription.read(run.description());
        } catch (IOException e) {
            throw new UsageException(
                    "--overwrite deletes nothing in " + run.path() + ", which has no run.json of convstream: empty it "
                            + "yourself, or choose another --run",
                    e);
        }
    }

    /** Links are deleted, not followed. A folder stays if something that is not ours is in it. */
    private static void delete(Path entry, Pattern ours, long[] filesAndBytes) throws IOException {
        Files.walkFileTree(entry, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (ours.matcher(String.valueOf(file.getFileName())).matches()) {
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
