package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine;

/** {@code ./convstream bench}. */
@Command(
        name = "convstream bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {StepsCommand.class, JobCommand.class, GrowthCommand.class, RecordsCommand.class, SummariesCommand.class, TensorBoardCommand.class, WorkersCommand.class, ServeCommand.class},
        description = {
            "Measures convstream; without a command, runs 'steps'. Run nothing else meanwhile.",
            "Each command also writes its table to target/bench/results."
        })
final class Bench implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        return new StepsCommand().call();
    }

    /** Output folder of the build, with its jars. */
    static Path build() {
        return Path.of(System.getProperty("convstream.build"));
    }

    /** Folder of tables and charts. */
    static Path results() {
        return build().resolve("results");
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
