package io.convstream.client;

import io.convstream.image.SkippedRecords;
import io.convstream.run.ResumeCommand;
import io.convstream.run.RunFailedException;
import io.convstream.run.RunFolder;
import io.convstream.storage.KeptCheckpoint;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Models whose training has diverged, that is, produced non-finite numbers.
 *
 * @param failures in order of time
 */
record Divergence(List<TrainFailure> failures) {

    private static final double FACTOR = 0.1;

    RunFailedException exception() {
        return new RunFailedException(
                failures.stream().map(TrainFailure::message).collect(Collectors.joining("; ")));
    }

    /**
     * Prints how to resume from the newest checkpoint before the first failure, with a lower learning rate or without the
     * records of the failed steps. Later checkpoints hold the last good state of the failed model, too, but it has not been
     * trained on the images since then; they are the second choice.
     *
     * @param arguments the command line that started the run
     * @param skipped the records that it does not train
     */
    void printAdvice(RunFolder run, List<String> arguments, SkippedRecords skipped, PrintWriter out)
            throws IOException {
        Optional<StoragePath> before = run.newestSnapshot(failures.get(0).time());
        Optional<StoragePath> newest = run.newestSnapshot(Instant.MAX).filter(path -> !KeptCheckpoint.isKept(path));
        if (before.isEmpty() && newest.isEmpty()) {
            out.println("No checkpoint from before that is left: start a new run with a lower --learning-rate.");
        } else if (before.isEmpty()) {
            out.println(
                    "No checkpoint from before that is left. The newest one holds the last good state of each model,"
                            + " without the images since then; to resume from it with a lower learning rate: "
                            + ResumeCommand.of(withLowerRate(arguments), newest.get()));
        } else {
            out.println("To resume from before that with a lower learning rate: "
                    + ResumeCommand.of(withLowerRate(arguments), before.get()));
            if (failures.stream().allMatch(failure -> failure.firstRecord() >= 0)) {
                out.println("To resume from before that without the records of the failed batch: "
                        + ResumeCommand.of(withoutFailedRecords(arguments, skipped), before.get()));
            }
        }
        out.flush();
    }

    /**
     * Returns a command line with a tenth of the learning rates that were too high: that of each diverged model if models
     * are given by {@code --model}, otherwise that of all.
     */
    List<String> withLowerRate(List<String> arguments) {
        boolean hasModels =
                arguments.stream().anyMatch(argument -> argument.equals("--model") || argument.startsWith("--model="));
        if (!hasModels) {
            List<String> lower = without(arguments, List.of("--learning-rate", "--lr"));
            lower.add("--learning-rate=" + lowerRate(failures.get(0)));
            return lower;
        }
        List<String> lower = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean isValue = i > 0 && arguments.get(i - 1).equals("--model");
            String prefix = isValue ? "" : "--model=";
            lower.add(
                    isValue || argument.startsWith("--model=")
                            ? prefix + modelWithLowerRate(argument.substring(prefix.length()))
                            : argument);
        }
        return lower;
    }

    private String modelWithLowerRate(String model) {
        for (TrainFailure failure : failures) {
            if (model.startsWith(failure.model() + "=")) {
                return model.replaceAll(";\\s*(learning-rate|lr)\\s*=[^;]*", "") + ";learning-rate="
                        + lowerRate(failure);
            }
        }
        return model;
    }

    private static String lowerRate(TrainFailure failure) {
        return String.format(Locale.ROOT, "%.2g", FACTOR * failure.learningRate());
    }

    /** Returns a command line that also skips the batches of the failed steps. */
    List<String> withoutFailedRecords(List<String> arguments, SkippedRecords skipped) {
        SkippedRecords all = skipped;
        for (TrainFailure failure : failures) {
            all = all.with(new SkippedRecords.Range(failure.firstRecord(), failure.lastRecord()));
        }
        List<String> changed = without(arguments, List.of("--skip-records"));
        changed.add("--skip-records=" + all);
        return changed;
    }

    private static List<String> without(List<String> arguments, List<String> options) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (options.contains(argument)) {
                i++; // its value is the next argument
            } else if (options.stream().noneMatch(option -> argument.startsWith(option + "="))) {
                kept.add(argument);
            }
        }
        return kept;
    }
}
