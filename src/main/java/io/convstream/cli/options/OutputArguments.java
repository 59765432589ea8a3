package io.convstream.cli.options;

import io.convstream.storage.StoragePath;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The run folder, and what is written to it and to the console. */
public final class OutputArguments {

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "The run folder: checkpoints, events, models. On a cluster whose execution.checkpointing.dir is "
                            + "not local, the default is a folder in it. Default: runs/<start time in UTC>.")
    @Nullable
    public StoragePath run;

    @Option(
            names = "--overwrite",
            description = "Delete the run that the folder of --run holds. Other files in it are kept. Without this "
                    + "option such a folder is refused.")
    boolean overwrite;

    @Option(
            names = "--take-over",
            description =
                    "Use a run folder whose last job was submitted to a JobManager that does not answer any more. "
                            + "Add it only if that job has ended.")
    boolean takeOver;

    @Option(
            names = "--log-every",
            paramLabel = "STEPS",
            description = "Steps between two progress lines on the console; events always hold every step. Default: "
                    + "${DEFAULT-VALUE}.")
    public int logEvery = 10;

    @Option(
            names = "--no-report",
            description = "Do not write report.html at the end of the run; 'convstream report RUN' writes it at any "
                    + "time.")
    boolean noReport;

    @Option(
            names = "--summary-every",
            paramLabel = "STEPS",
            description = "Steps between two summaries of the network: activations, weights, gradients and updates of "
                    + "each layer, for TensorBoard and the metrics. 0: never. Default: ${DEFAULT-VALUE}.")
    public long summaryEvery = 100;

    @Option(
            names = "--no-tensorboard",
            description = "Write no event files for TensorBoard. Without this option they are in the folder "
                    + "tensorboard of the run.")
    public boolean noTensorBoard;

    List<OptionCheck> checks() {
        return List.of(
                OptionCheck.atLeast("--log-every", logEvery, 1),
                OptionCheck.atLeast("--summary-every", summaryEvery, 0));
    }
}
