package io.convstream.report;

import io.convstream.modelstore.Manifest;
import io.convstream.modelstore.ModelFolder;
import io.convstream.run.RunFolder;
import io.convstream.run.RunState;
import io.convstream.run.RunUse;
import io.convstream.run.Runs;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run in a list of runs.
 *
 * @param folder the path of its folder
 * @param steps the step that training has reached, as of the newest checkpoint or stored model; 0 if there is none
 * @param bestPrecision the highest precision@1 of its models; null if there is none
 * @param started when its last attempt started
 * @param bytes the size of all files in its folder
 */
public record ListedRun(
        String name,
        String folder,
        RunState state,
        long steps,
        @Nullable Double bestPrecision,
        Instant started,
        long bytes) {

    private static final int MEGABYTE = 1 << 20;

    /**
     * Reads what is listed of a run.
     *
     * @throws IOException with the path, if a file cannot be read
     */
    public static ListedRun read(RunFolder run, RunUse use) throws IOException, InterruptedException {
        List<StoragePath.Entry> files = run.path().filesBelow();
        RunState state = use.state(run);
        // The last model of a finished run is that of its last step.
        long steps = state == RunState.FINISHED ? 0 : RunFolder.reachedStep(files);
        Double best = null;
        for (StoragePath.Entry model : run.models().list()) {
            Optional<Manifest> manifest = ModelFolder.manifest(model.path());
            if (manifest.isPresent()) {
                double precision = manifest.get().best().model().precision();
                steps = Math.max(steps, manifest.get().newest().model().step());
                best = best == null ? precision : Math.max(best, precision);
            }
        }
        long bytes = files.stream().mapToLong(StoragePath.Entry::size).sum();
        return new ListedRun(run.name(), run.path().toString(), state, steps, best, Runs.started(run), bytes);
    }

    /** Returns the lines of a table, the header first. */
    public static List<String> table(List<ListedRun> runs, Instant now) {
        int width = runs.stream().mapToInt(run -> run.name().length()).max().orElse(0);
        String format = "%-" + Math.max(width, "NAME".length()) + "s  %-11s  %9s  %11s  %4s  %9s";
        return Stream.concat(
                        Stream.of(String.format(format, "NAME", "STATE", "STEPS", "PRECISION@1", "AGE", "SIZE")),
                        runs.stream().map(run -> run.row(format, now)))
                .toList();
    }

    private String row(String format, Instant now) {
        return String.format(
                format,
                name,
                state.name().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "%,d", steps),
                bestPrecision == null ? "-" : String.format(Locale.ROOT, "%.3f", bestPrecision),
                age(Duration.between(started, now)),
                String.format(Locale.ROOT, "%,d MB", (bytes + MEGABYTE - 1) / MEGABYTE));
    }

    private static String age(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + "d";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "min" : Math.max(age.toSeconds(), 0) + "s";
    }
}
