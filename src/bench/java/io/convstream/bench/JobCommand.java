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
        description = "The whole job, from files, with checkpoints every 10 seconds and evaluation, beside the bare "
                + "step, in turn. About nine minutes.")
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
        table.line("| round | bare step, pictures/s | whole job, pictures/s | share | peak memory, MB |");
        table.line("| ---: | ---: | ---: | ---: | ---: |");
        List<Double> bare = new ArrayList<>();
        List<Double> job = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            bare.add(BATCH * 1000 / BareStep.millis(BATCH, towers, 1, 200));
            JobRun run = JobRun.of(folder, steps);
            job.add(run.imagesPerSecond());
            shares.add(run.imagesPerSecond() / bare.get(round - 1));
            table.line(
                    "| %d | %,.0f | %,.0f | %.3f | %,d |",
                    round,
                    bare.get(round - 1),
                    run.imagesPerSecond(),
                    shares.get(round - 1),
                    run.peakMegabytes());
        }
        table.line(
                "| median | %,.0f | %,.0f | %.3f | |",
                StepBenchmark.median(bare),
                StepBenchmark.median(job),
                StepBenchmark.median(shares));
        table.write(Bench.results().resolve("job.md"));
        return 0;
    }
}
