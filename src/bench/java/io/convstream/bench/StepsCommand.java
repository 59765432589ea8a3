package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench steps}. */
@Command(
        name = "steps",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures a training step and an inference by convstream and by other libraries, each in a process of its"
                    + " own, interleaved, and compares their probabilities before and after three steps.",
            "Takes about 5 minutes for cifar10, longer for the others."
        })
final class StepsCommand implements Callable<Integer> {

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "cifar10",
            description =
                    "The preset to measure, one of cifar10 (the tutorial's network), vgg8 and air94 (with batch"
                            + " normalization: libraries that cannot train it are left out). Default: ${DEFAULT-VALUE}.")
    private Network network = Network.CIFAR10;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "128",
            description = "Images per step. Default: ${DEFAULT-VALUE}.")
    private int batch = 128;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each library. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds, of which the table has the median. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description =
                    "Seconds per round and library for training, and as many for inference. Default: ${DEFAULT-VALUE}.")
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
            Optional<String> obstacle = library.obstacle(network);
            if (obstacle.isPresent()) {
                System.err.println(library.title() + ": left out, because " + obstacle.get());
            } else if (library != Library.CONVSTREAM) {
                all.add(library);
            }
        }
        var benchmark =
                new StepBenchmark(Bench.build(), out, network, batch, threads, rounds, seconds, System.err::println);
        var report = new StepReport(network, batch, threads, benchmark.run(all));
        report.write(out);
        System.out.println(report.table());
        System.out.println("Written to " + out + ": " + report.fileName() + ".md, .json and .svg");
        return 0;
    }
}
