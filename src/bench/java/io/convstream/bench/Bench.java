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
        subcommands = {StepsCommand.class, JobCommand.class, GrowthCommand.class, RecordsCommand.class, SummariesCommand.class},
        description = {
            "Measures convstream; without a command, runs 'steps'. Let nothing else run meanwhile.",
            "Each command writes its table into target/bench/results as well."
        })
final class Bench implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        return new StepsCommand().call();
    }

    /** The folder that the build leaves its jars in. */
    static Path build() {
        return Path.of(System.getProperty("convstream.build"));
    }

    /** Where tables and charts go. */
    static Path results() {
        return build().resolve("results");
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
