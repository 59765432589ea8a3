package io.convstream.cli.options;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go and how much is said on the console. */
public final class OutputArguments {

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "The folder for everything that the run leaves: checkpoints, events, models. "
                    + "Default: runs/<time of the start in UTC>.")
    @Nullable
    public Path run;

    @Option(
            names = "--overwrite",
            description = "Delete the run that the folder of --run already holds. Files that are not the run's stay. "
                    + "Without it such a folder is refused.")
    boolean overwrite;

    @Option(
            names = "--log-every",
            paramLabel = "STEPS",
            description = "Steps between two lines on the console; events and files always have every step. "
                    + "Default: ${DEFAULT-VALUE}.")
    public int logEvery = 10;

    @Option(
            names = "--no-report",
            description = "Write no report.html when the run ends; 'convstream report RUN' writes it at any time.")
    boolean noReport;

    @Option(
            names = "--summary-every",
            paramLabel = "STEPS",
            description = "Steps between two looks into the network: activations, weights, gradients and updates of "
                    + "each layer, for TensorBoard and the metrics; 0: never. Default: ${DEFAULT-VALUE}.")
    public long summaryEvery = 100;

    @Option(
            names = "--no-tensorboard",
            description = "Write no event files for TensorBoard; by default they are in the folder tensorboard of the "
                    + "run.")
    public boolean noTensorBoard;

    List<OptionCheck> ranges() {
        return List.of(
                OptionCheck.atLeast("--log-every", logEvery, 1),
                OptionCheck.atLeast("--summary-every", summaryEvery, 0));
    }
}
