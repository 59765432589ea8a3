package io.convstream.bench;

import io.convstream.image.ImageShape;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelSummary;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import io.convstream.storage.StoragePath;
import io.convstream.tensorboard.TensorBoardTrainingSink;
import io.convstream.train.TrainStep;
import io.convstream.train.TrainSummary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.SinkWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench tensorboard}. */
@Command(
        name = "tensorboard",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes the TensorBoard files of a long run of the tutorial's network, without its training: their "
                        + "size after each day, and the longest time that a summary took. Takes some minutes; the log has the "
                        + "time of each thinning.")
final class TensorBoardCommand implements Callable<Integer> {

    private static final int BATCH = 128;
    private static final int IMAGES = 3;
    private static final int DAY = 86_400;
    private static final long MEGABYTE = 1 << 20;

    /** While files are thinned, which is due above this size, summaries are written slowly. */
    private static final long THINNED = 440 * MEGABYTE;

    private static final long SLOW_MILLIS = 20;

    @Option(names = "--days", paramLabel = "N", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}.")
    private int days = 30;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Between two summaries. Default: ${DEFAULT-VALUE}.")
    private int seconds = 6;

    @Override
    @SuppressWarnings({"NullAway", "try"}) // The sink uses no context; Flink's SinkWriter closes with any exception.
    public Integer call() throws Exception {
        var input = new ImageShape(Network.CIFAR10.size(), Network.CIFAR10.size(), Problem.CHANNELS);
        String configuration = Hyperparameters.fast(BATCH, 10_000)
                .apply(Presets.configuration(Network.CIFAR10.preset(), input, Problem.CLASSES, 1));
        var definition = new ModelDefinition("bench", configuration, input, BATCH, 2, 1, 0.998, 0);
        Problem problem = Problem.of(Network.CIFAR10, BATCH);
        ModelSummary summary;
        try (var trainer = new Trainer(definition)) {
            for (int i = 0; i < 20; i++) {
                trainer.step(problem.pixels(), problem.labels(), BATCH);
            }
            summary = Objects.requireNonNull(trainer.step(problem.pixels(), problem.labels(), BATCH, true)
                    .summary());
        }
        float[] images = Arrays.copyOf(problem.pixels(), IMAGES * input.size());
        Path folder = Files.createTempDirectory("convstream-bench");
        Files.createDirectory(folder.resolve("train"));
        var sink = new TensorBoardTrainingSink(StoragePath.of(folder), List.of(definition));
        var table = new Table();
        table.line("%s", Machine.description());
        table.line("");
        table.line("| day | written, MB | files | MB | longest write, ms | most processor time of a write, ms |");
        table.line("| ---: | ---: | ---: | ---: | ---: | ---: |");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (SinkWriter<TrainSummary> writer = sink.createWriter(null)) {
            double each = 0;
            for (int day = 1; day <= days; day++) {
                long longest = 0;
                long longestProcessor = 0;
                for (int second = (day - 1) * DAY; second < day * DAY; second += seconds) {
                    long step = second / seconds * 100L;
                    var event = new TrainSummary(step(step, start.plusSeconds(second)), summary, images);
                    if (bytes(folder) > THINNED) {
                        Thread.sleep(SLOW_MILLIS);
                    }
                    long before = System.nanoTime();
                    long processor = threads.getCurrentThreadCpuTime();
                    writer.write(event, null);
                    long nanos = System.nanoTime() - before;
                    if (second > 0) { // the first loads classes and writes the graph
                        longest = Math.max(longest, nanos);
                        longestProcessor = Math.max(longestProcessor, threads.getCurrentThreadCpuTime() - processor);
                    }
                    if (second == 0) {
                        each = bytes(folder);
                    } else if (second == 100 * seconds) {
                        each = (bytes(folder) - each) / 100;
                    }
                }
                table.line(
                        "| %d | %,.0f | %d | %,d | %.1f | %.1f |",
                        day,
                        each * day * DAY / seconds / MEGABYTE,
                        files(folder),
                        bytes(folder) / MEGABYTE,
                        longest / 1e6,
                        longestProcessor / 1e6);
            }
        }
        table.write(Bench.results().resolve("tensorboard.md"));
        return 0;
    }

    private static TrainStep step(long step, Instant time) {
        return new TrainStep(
                "bench", step, 1, step * BATCH, BATCH, time, 0.1, 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 1.5, 0.25, 2000);
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("train"))) {
            return files.count();
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("train"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
