package io.convstream.run;

import io.convstream.modelstore.ModelFolder;
import io.convstream.run.Attempts.Outcome;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a run can do without once it has ended: checkpoints other than the newest and {@code checkpoints/last},
 * files of incremental checkpoints that no kept checkpoint or savepoint names, and models that no manifest names.
 */
record RunThinning(RunFolder run, List<StoragePath.Entry> files) {

    /** A file in Flink's folder of a job, below the folder of checkpoints. */
    private static final Pattern OF_JOB = Pattern.compile("/[0-9a-f]{32}/(chk-\\d+|shared|taskowned)/.+");

    /** Flink's names of state files, which are unique. */
    private static final Pattern STATE_FILE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    static RunThinning of(RunFolder run) throws IOException {
        List<StoragePath.Entry> files = new ArrayList<>();
        if (!isDiverged(run)) {
            addCheckpoints(run, files);
        }
        for (StoragePath.Entry model : run.models().list()) {
            files.addAll(ModelFolder.unnamed(model.path()));
        }
        return new RunThinning(run, files);
    }

    /** Returns whether the user was given commands to resume from a checkpoint that is not the newest. */
    private static boolean isDiverged(RunFolder run) throws IOException {
        return Attempts.of(run)
                .last()
                .filter(attempt -> attempt.outcome() == Outcome.DIVERGED)
                .isPresent();
    }

    /** Adds files of checkpoints, metadata first: a checkpoint that is partly deleted is then not found. */
    private static void addCheckpoints(RunFolder run, List<StoragePath.Entry> files) throws IOException {
        List<StoragePath.Entry> all = run.checkpoints().filesBelow();
        Set<StoragePath> kept = RunFolder.newestCheckpoints(all);
        List<StoragePath.Entry> metadata = new ArrayList<>(run.savepoints().filesBelow());
        all.stream().filter(file -> !isOfOther(file, kept, run)).forEach(metadata::add);
        metadata.removeIf(file -> !RunFolder.isMetadata(file));
        Set<String> named = namedIn(metadata);
        all.stream()
                .filter(file -> isOfOther(file, kept, run) && !isNeeded(file.path(), named))
                .sorted(Comparator.comparing(file -> !RunFolder.isMetadata(file)))
                .forEach(files::add);
    }

    /** Returns whether Flink has written a file, and not into the folder of a kept checkpoint. */
    private static boolean isOfOther(StoragePath.Entry file, Set<StoragePath> kept, RunFolder run) {
        String path = file.path().uri().substring(run.checkpoints().uri().length());
        return OF_JOB.matcher(path).matches() && !kept.contains(file.path().parent());
    }

    /** Returns whether a kept checkpoint may read a file: one that it names, or whose name does not identify it. */
    private static boolean isNeeded(StoragePath file, Set<String> named) {
        Matcher state = STATE_FILE.matcher(file.name());
        return state.find() ? named.contains(state.group()) : !file.name().equals(RunFolder.METADATA);
    }

    private static Set<String> namedIn(List<StoragePath.Entry> metadata) throws IOException {
        Set<String> named = new HashSet<>();
        for (StoragePath.Entry file : metadata) {
            try (var in = file.path().open()) {
                Matcher names = STATE_FILE.matcher(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                while (names.find()) {
                    named.add(names.group());
                }
            }
        }
        return named;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Deletes the files, and folders of checkpoints that become empty. */
    void delete() throws IOException {
        Set<StoragePath> folders = new LinkedHashSet<>();
        for (StoragePath.Entry file : files) {
            file.path().delete();
            folders.add(Objects.requireNonNull(file.path().parent()));
        }
        for (StoragePath folder : folders) {
            for (StoragePath at = folder; at.isBelow(run.checkpoints()); at = Objects.requireNonNull(at.parent())) {
                if (at.filesBelow().isEmpty()) {
                    at.deleteAll();
                }
            }
        }
    }

    /** @param verb such as {@code Deleted} */
    String sentence(String verb) {
        long bytes = files.stream().mapToLong(StoragePath.Entry::size).sum();
        return verb + " from the run in " + run.path() + ": old checkpoints and models ("
                + RunFiles.amount(files.size(), bytes) + ")";
    }
}
