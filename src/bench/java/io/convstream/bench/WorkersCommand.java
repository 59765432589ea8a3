package io.convstream.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench workers}. */
@Command(
        name = "workers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compares two workers of one tower each, in two TaskManagers of this machine, with one worker of two"
                + " towers: the same job on the same cluster, interleaved. Takes about 15 minutes.")
final class WorkersCommand implements Callable<Integer> {

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "900", description = "Steps of each job, of which the first "
            + "300 do not count. Default: ${DEFAULT-VALUE}.")
    private int steps = 900;

    @Option(names = "--network", paramLabel = "NAME", defaultValue = "cifar10", description = "The network. Default: "
            + "${DEFAULT-VALUE}.")
    private String network = "cifar10";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("convstream-bench");
        String cluster = "--dir=" + folder.resolve("cluster");
        int port;
        try (var any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
        run("cluster", "start", "--task-managers=2", "--port=" + port, cluster);
        try {
            measure(folder, "--jobmanager=localhost:" + port);
        } finally {
            run("cluster", "stop", cluster);
        }
        return 0;
    }

    private void measure(Path folder, String jobManager) throws IOException {
        var table = new Table();
        table.line("%s", Machine.description());
        table.line("%s, batch 128, two towers, two TaskManagers, %d steps a job, %d rounds.", network, steps, rounds);
        table.line("");
        table.line("| round | one worker, images/s | two workers, images/s | share |");
        table.line("| ---: | ---: | ---: | ---: |");
        List<Double> shares = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double one = imagesPerSecond(folder, jobManager, 1);
            double two = imagesPerSecond(folder, jobManager, 2);
            shares.add(two / one);
            table.line("| %d | %,.0f | %,.0f | %.3f |", round, one, two, two / one);
        }
        table.line("| median | | | %.3f |", StepBenchmark.median(shares));
        table.write(Bench.results().resolve("workers-" + network + ".md"));
    }

    private double imagesPerSecond(Path folder, String jobManager, int workers) throws IOException {
        return JobRun.submitted(
                        folder,
                        steps,
                        jobManager,
                        "--network=" + network,
                        "--towers=2",
                        "--workers=" + workers,
                        "--checkpoint-interval=5min")
                .imagesPerSecond();
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JobRun.convstream()));
        command.addAll(List.of(arguments));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
