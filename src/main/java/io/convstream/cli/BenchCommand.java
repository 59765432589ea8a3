package io.convstream.cli;

import io.convstream.failure.UsageException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code convstream bench}, for the help only: the launcher runs it from a separate build. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Compares the speed with TensorFlow, PyTorch, SameDiff and DL4J on this machine.",
            "'convstream bench --help' lists the benchmarks."
        })
final class BenchCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new UsageException("the benchmarks have a separate build: run them with ./convstream bench");
    }
}
