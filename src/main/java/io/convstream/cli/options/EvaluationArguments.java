package io.convstream.cli.options;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Held-out images, and how often a model is evaluated on them. */
public final class EvaluationArguments {

    @Option(
            names = "--evaluate-data",
            paramLabel = "SOURCE",
            description = "The held-out images, as for --data, or a topic up to its newest message at the start "
                    + "(kafka://HOST:PORT/TOPIC). No model is trained on them. Default: the test images of --data, "
                    + "if it has any.")
    @Nullable
    String evaluateData;

    @Option(
            names = "--evaluate-parallelism",
            paramLabel = "N",
            description = "The number of tasks that evaluate. They run at the lowest thread priority, in the time that "
                    + "training leaves. Default: ${DEFAULT-VALUE}.")
    public int evaluateParallelism = 1;

    @Option(
            names = "--evaluate-every",
            paramLabel = "STEPS",
            description = "Also evaluate every STEPS steps. Default: only at each checkpoint.")
    @Nullable
    Long evaluateEvery;

    List<OptionCheck> checks() {
        return List.of(
                OptionCheck.parallelism("--evaluate-parallelism", evaluateParallelism),
                OptionCheck.atLeast("--evaluate-every", evaluateEvery, 1));
    }
}
