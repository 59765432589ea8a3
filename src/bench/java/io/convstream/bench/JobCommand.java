package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench job}. */
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compares the whole job, from files and with evaluation, with the bare step: with checkpoints "
                + "every 10 seconds and at the default interval, interleaved. Takes about 15 minutes.")
final class JobCommand implements Callable<Integer> {

    private static final int BATCH = 128;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1200", description = "Steps of each job. Default: "
            + "${DEFAULT-VALUE}.")
    private int steps = 1200;

    @Override
    public Integer call() throws IOException {
        int towers = Math.min(8, Runtime.getRuntime().availableProcessors());
        Path folder = Files.createTempDirectory("convstream-bench");
        var table = new Table();
        table.line("%s", Machine.description());
        table.line("Batch %d, %d towers, %d steps a job, %d rounds.", BATCH, towers, steps, rounds);
        table.line("");
        table.line("| round | bare step, images/s | checkpoints every 10 s | share | defaults | share | peak memory, MB |");
        table.line("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        List<Double> frequentShares = new ArrayList<>();
        List<Double> defaultShares = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double bare = BATCH * 1000 / BareStep.millis(BATCH, towers, 1, 200);
            JobRun tenSeconds = JobRun.of(folder, steps, "--checkpoint-interval=10s");
            JobRun atDefault = JobRun.of(folder, steps);
            frequentShares.add(tenSeconds.imagesPerSecond() / bare);
            defaultShares.add(atDefault.imagesPerSecond() / bare);
            table.line(
                    "| %d | %,.0f | %,.0f | %.3f | %,.0f | %.3f | %,d |",
                    round,
                    bare,
                    tenSeconds.imagesPerSecond(),
                    frequentShares.get(round - 1),
                    atDefault.imagesPerSecond(),
                    defaultShares.get(round - 1),
                    Math.max(tenSeconds.peakMegabytes(), atDefault.peakMegabytes()));
        }
        table.line(
                "| median | | | %.3f | | %.3f | |", StepBenchmark.median(frequentShares), StepBenchmark.median(defaultShares));
        table.write(Bench.results().resolve("job.md"));
        return 0;
    }
}
