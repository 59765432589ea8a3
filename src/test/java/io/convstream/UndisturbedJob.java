package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small job, run on an embedded Flink with nothing happening to it: what the same job must end with, wherever it runs
 * and whatever happens.
 *
 * @param parameters the SHA-256 of its parameters
 */
record UndisturbedJob(String parameters) {

    static final int STEPS = 1_500;

    static final List<String> OPTIONS = List.of(
            "--data=shapes",
            "--network=tiny",
            "--batch-size=64",
            "--towers=2",
            "--steps=" + STEPS,
            "--checkpoint-interval=300ms",
            "--log-every=100",
            "--no-report");

    static UndisturbedJob run(Path folder) throws Exception {
        Path run = folder.resolve("embedded");
        List<String> arguments = new ArrayList<>(List.of("train", "--run=" + run));
        arguments.addAll(OPTIONS);
        RunProcess train = RunProcess.start(folder.resolve("embedded.log"), arguments);
        assertThat(train.await()).describedAs(train.output()).isZero();
        return new UndisturbedJob(RunProcess.parameters(run));
    }

    /** Waits for the end of a process that follows the job elsewhere, and compares. */
    void assertSame(Path run, RunProcess submit) throws Exception {
        assertThat(submit.await()).describedAs(submit.output()).isZero();
        assertSame(run);
    }

    void assertSame(Path run) throws Exception {
        assertThat(RunProcess.events(run, "step")).hasSize(STEPS);
        assertThat(RunProcess.parameters(run)).isEqualTo(parameters);
    }
}
