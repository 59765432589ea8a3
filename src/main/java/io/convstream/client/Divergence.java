package io.convstream.client;

import io.convstream.run.RunFailedException;
import io.convstream.run.RunFolder;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
     * Prints how to resume from the newest checkpoint before the first failure. Later checkpoints are of no use, because
     * the failed model has not been trained since.
     */
    void printAdvice(RunFolder run, Function<StoragePath, String> resumeCommand, PrintWriter out) throws IOException {
        out.println(run.newestSnapshot(failures.get(0).time())
                .map(before -> "To resume from before that with a lower learning rate: " + resumeCommand.apply(before))
                .orElse("No checkpoint was complete before that: start a new run with a lower --learning-rate."));
        out.flush();
    }

    /**
     * Returns a command line with a tenth of the learning rate that was too high. A learning rate in {@code --model}
     * takes precedence over it; the user has to lower that one.
     */
    List<String> withLowerRate(List<String> arguments) {
        List<String> lower = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--learning-rate") || argument.equals("--lr")) {
                i++; // its value is the next argument
            } else if (!argument.startsWith("--learning-rate=") && !argument.startsWith("--lr=")) {
                lower.add(argument);
            }
        }
        lower.add(String.format(
                Locale.ROOT, "--learning-rate=%.2g", FACTOR * failures.get(0).learningRate()));
        return lower;
    }
}
