package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench steps}. */
@Command(
        name = "steps",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures a training step and an inference of the tutorial's network by convstream and by other libraries,"
                    + " each in a process of its own, interleaved.",
            "Takes about 5 minutes."
        })
final class StepsCommand implements Callable<Integer> {

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "128", description = "Images per step. Default: ${DEFAULT-VALUE}.")
    private int batch = 128;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of each library. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds, of which the table has the median. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "Seconds per round and library for training, and as many for inference. Default: ${DEFAULT-VALUE}.")
    private double seconds = 2;

    @Option(
            names = "--library",
            paramLabel = "NAME",
            description = "The library to compare with, one of ${COMPLETION-CANDIDATES}. Repeatable. Default: all.")
    private List<Library> libraries = List.of();

    @Override
    public Integer call() throws IOException {
        Path out = Bench.results();
        Files.createDirectories(out);
        List<Library> all = new ArrayList<>(List.of(Library.CONVSTREAM));
        for (Library library : libraries.isEmpty() ? List.of(Library.values()) : libraries) {
            if (library != Library.CONVSTREAM) {
                all.add(library);
            }
        }
        var benchmark = new StepBenchmark(Bench.build(), out, batch, threads, rounds, seconds, System.err::println);
        var report = new StepReport(batch, threads, benchmark.run(all));
        report.write(out);
        System.out.println(report.table());
        System.out.println("Written to " + out + ": steps.md, steps.json, steps.svg");
        return 0;
    }
}
