package io.convstream.cli.options;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which images and how often a model is examined while it learns. */
public final class EvaluationArguments {

    @Option(
            names = "--evaluate-data",
            paramLabel = "SOURCE",
            description = "The held-out images, as for --data, or all that a topic holds at the start "
                    + "(kafka://HOST:PORT/TOPIC); no model learns from them. "
                    + "Default: the test images of --data, where it has some.")
    @Nullable
    String evaluateData;

    @Option(
            names = "--evaluate-parallelism",
            paramLabel = "N",
            description = "How many tasks evaluate. They run at the lowest priority and take from training only time "
                    + "that it leaves. Default: ${DEFAULT-VALUE}.")
    public int evaluateParallelism = 1;

    @Option(
            names = "--evaluate-every",
            paramLabel = "STEPS",
            description = "Evaluate after every so many steps as well, whenever checkpoints come. Default: at each "
                    + "checkpoint only.")
    @Nullable
    Long evaluateEvery;

    List<OptionCheck> ranges() {
        return List.of(
                OptionCheck.parallelism("--evaluate-parallelism", evaluateParallelism),
                OptionCheck.atLeast("--evaluate-every", evaluateEvery, 1));
    }
}
