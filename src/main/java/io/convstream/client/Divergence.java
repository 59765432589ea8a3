package io.convstream.client;

import io.convstream.run.RunFailedException;
import io.convstream.run.RunFolder;
import io.convstream.train.Train;
import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.runtime.jobmaster.JobResult;

/** Models whose training left the finite numbers, the first of them first, and what to do about it. */
record Divergence(List<TrainFailure> failures) {

    private static final double FACTOR = 0.1;

    /** Those of a job that has ended; none if its models learned to the end. */
    static Optional<Divergence> of(JobResult result) throws IOException, ClassNotFoundException {
        return RunFailure.counted(result, Train.FAILURES) instanceof List<?> list && !list.isEmpty()
                ? Optional.of(new Divergence(list.stream()
                        .map(TrainFailure.class::cast)
                        .sorted(Comparator.comparing(TrainFailure::time))
                        .toList()))
                : Optional.empty();
    }

    RunFailedException exception() {
        return new RunFailedException(
                failures.stream().map(TrainFailure::message).collect(Collectors.joining("; ")));
    }

    /** What was trained since then is not in the models, so only a checkpoint from before is worth resuming. */
    void printAdvice(RunFolder run, Function<Path, String> resumeCommand, PrintWriter out) throws IOException {
        out.println(run.newestSnapshot(failures.get(0).time())
                .map(before -> "To resume from before that with a lower learning rate: " + resumeCommand.apply(before))
                .orElse("No checkpoint was complete before that: start a new run with a lower --learning-rate."));
        out.flush();
    }

    /** A tenth of the rate that was too high. A model's own rate, in --model, wins over it: the person changes that. */
    List<String> withLowerRate(List<String> arguments) {
        List<String> lower = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--learning-rate") || argument.equals("--lr")) {
                i++; // its value stands apart
            } else if (!argument.startsWith("--learning-rate=") && !argument.startsWith("--lr=")) {
                lower.add(argument);
            }
        }
        lower.add(String.format(
                Locale.ROOT, "--learning-rate=%.2g", FACTOR * failures.get(0).learningRate()));
        return lower;
    }
}
