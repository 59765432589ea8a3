package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench growth}. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures scaling: batch size, width and cores of the bare step; parallelism, state backend, "
                + "checkpoint interval and image format of the whole job. Takes about half an hour.")
final class GrowthCommand implements Callable<Integer> {

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "500", description = "Steps of each job. Default: "
            + "${DEFAULT-VALUE}.")
    private int steps = 500;

    @Option(
            names = "--jpeg",
            paramLabel = "DIR",
            description = "A folder with train/<class>/*.jpg and test/…, to compare with binary files.")
    private String jpeg = "";

    private interface Measurement {
        double imagesPerSecond() throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        int cores = Math.min(8, Runtime.getRuntime().availableProcessors());
        var table = new Table();
        table.line("%s", Machine.description());
        table.line("Medians of %d rounds of all lines, interleaved; images/s.", rounds);
        Map<String, Measurement> bare = new LinkedHashMap<>();
        for (int batch = 32; batch <= 1024; batch *= 2) {
            int size = batch;
            bare.put("batch " + batch, () -> size * 1000 / BareStep.millis(size, cores, 1, steps(size, 1)));
        }
        for (int width = 2; width <= 4; width *= 2) {
            int factor = width;
            bare.put("width × " + width, () -> 128_000 / BareStep.millis(128, cores, factor, steps(128, factor)));
        }
        bare.put("1 tower, 1 core", () -> 128_000 / BareStep.millis(128, 1, 1, steps(128, 1)));
        measure(table, "bare step", "batch 128", bare);

        Map<String, Measurement> job = new LinkedHashMap<>();
        Path folder = Files.createTempDirectory("convstream-bench");
        job.put("defaults", () -> job(folder));
        job.put("prepare parallelism 2", () -> job(folder, "--prepare-parallelism=2"));
        job.put("prepare parallelism 4", () -> job(folder, "--prepare-parallelism=4"));
        job.put("RocksDB", () -> job(folder, "--state-backend=rocksdb"));
        job.put("ForSt", () -> job(folder, "--state-backend=forst"));
        job.put("checkpoints every second", () -> job(folder, "--checkpoint-interval=1s"));
        job.put("checkpoints every 10 seconds", () -> job(folder, "--checkpoint-interval=10s"));
        job.put("checkpoints every minute", () -> job(folder, "--checkpoint-interval=60s"));
        if (!jpeg.isEmpty()) {
            job.put("JPEG", () -> job(folder, "--data=" + jpeg));
            job.put("JPEG, prepare parallelism 2", () -> job(folder, "--data=" + jpeg, "--prepare-parallelism=2"));
        }
        measure(table, "whole job", "defaults", job);
        table.write(Bench.results().resolve("growth.md"));
        return 0;
    }

    private static int steps(int batch, int width) {
        return Math.max(5, 100 * 128 / batch / width / width);
    }

    private double job(Path folder, String... options) throws IOException {
        return JobRun.of(folder, steps, options).imagesPerSecond();
    }

    private void measure(Table table, String title, String baseline, Map<String, Measurement> lines) throws IOException {
        Map<String, List<Double>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Measurement> line : lines.entrySet()) {
                System.err.println("round " + (round + 1) + " of " + rounds + ": " + title + ", " + line.getKey());
                results.computeIfAbsent(line.getKey(), key -> new ArrayList<>())
                        .add(line.getValue().imagesPerSecond());
            }
        }
        double base = StepBenchmark.median(results.getOrDefault(baseline, List.of(1.0)));
        table.line("");
        table.line("| %s | images/s | against %s |", title, baseline);
        table.line("| --- | ---: | ---: |");
        results.forEach((name, rates) -> {
            double rate = StepBenchmark.median(rates);
            table.line("| %s | %,.0f | %.2f |", name, rate, rate / base);
        });
    }
}
