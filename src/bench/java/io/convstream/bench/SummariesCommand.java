package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench summaries}. */
@Command(
        name = "summaries",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the cost of summaries every 100 steps and of TensorBoard: the whole job with both and "
                + "without, interleaved.")
final class SummariesCommand implements Callable<Integer> {

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1200", description = "Steps of each job. Default: "
            + "${DEFAULT-VALUE}.")
    private int steps = 1200;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("convstream-bench");
        var table = new Table();
        table.line("%s", Machine.description());
        table.line("%d steps a job, %d rounds.", steps, rounds);
        table.line("");
        table.line("| round | without summaries, images/s | with, images/s | share |");
        table.line("| ---: | ---: | ---: | ---: |");
        List<Double> shares = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double without = JobRun.of(folder, steps, "--summary-every=0", "--no-tensorboard")
                    .imagesPerSecond();
            double with = JobRun.of(folder, steps).imagesPerSecond();
            shares.add(with / without);
            table.line("| %d | %,.0f | %,.0f | %.3f |", round, without, with, with / without);
        }
        table.line("| median | | | %.3f |", StepBenchmark.median(shares));
        table.write(Bench.results().resolve("summaries.md"));
        return 0;
    }
}
