package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Times a training step and an inference of each library, in interleaved rounds. */
final class StepBenchmark {

    private static final int CHECKED_STEPS = 3;
    private static final int WARM_UP = 10;

    private final Path build;
    private final Path logs;
    private final Network network;
    private final int batch;
    private final int threads;
    private final int rounds;
    private final double seconds;
    private final Consumer<String> progress;

    /**
     * Result of a library.
     *
     * @param train median of the training steps of each round, in milliseconds
     * @param infer median of the inferences of each round, in milliseconds
     * @param difference largest absolute difference between its probabilities and convstream's before training
     * @param differenceAfter the same after three steps
     */
    record Result(Library library, List<Double> train, List<Double> infer, double difference, double differenceAfter) {

        double trainMillis() {
            return median(train);
        }

        double inferMillis() {
            return median(infer);
        }
    }

    StepBenchmark(
            Path build,
            Path logs,
            Network network,
            int batch,
            int threads,
            int rounds,
            double seconds,
            Consumer<String> progress) {
        this.build = build;
        this.logs = logs;
        this.network = network;
        this.batch = batch;
        this.threads = threads;
        this.rounds = rounds;
        this.seconds = seconds;
        this.progress = progress;
    }

    private record Participant(PeerProcess peer, Result result) {}

    /** @param libraries convstream first, with which the others are compared */
    List<Result> run(List<Library> libraries) throws IOException {
        List<Participant> participants = new ArrayList<>();
        try {
            double[] before = new double[0];
            double[] after = new double[0];
            for (Library library : libraries) {
                progress.accept("starting " + library.title());
                var peer = new PeerProcess(library, build, logs.resolve(library + ".log"), network, batch, threads);
                double[] first = peer.probabilities();
                peer.train(CHECKED_STEPS);
                double[] trained = peer.probabilities();
                if (participants.isEmpty()) {
                    before = first;
                    after = trained;
                }
                var result = new Result(
                        library,
                        new ArrayList<>(),
                        new ArrayList<>(),
                        difference(first, before),
                        difference(trained, after));
                participants.add(new Participant(peer, result));
            }
            for (int round = 1; round <= rounds; round++) {
                for (Participant participant : participants) {
                    Result result = participant.result();
                    progress.accept("round " + round + " of " + rounds + ": "
                            + result.library().title());
                    result.train().add(measure(participant.peer()::train));
                    result.infer().add(measure(participant.peer()::infer));
                }
            }
        } finally {
            for (Participant participant : participants) {
                participant.peer().close();
            }
        }
        return participants.stream().map(Participant::result).toList();
    }

    /** Returns the median of the steps that fit into the given seconds, at least three, after a warm-up. */
    private double measure(IntFunction<double[]> work) {
        double once = median(work.apply(3));
        int count = (int) Math.max(3, seconds * 1000 / once);
        double[] all = work.apply(count + Math.min(WARM_UP, count / 3));
        return median(Arrays.copyOfRange(all, all.length - count, all.length));
    }

    private static double difference(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < b.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
