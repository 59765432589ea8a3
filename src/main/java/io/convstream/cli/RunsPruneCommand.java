package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.OptionCheck;
import io.convstream.client.JobManagers;
import io.convstream.failure.Failure;
import io.convstream.failure.UsageException;
import io.convstream.run.RunFolder;
import io.convstream.run.RunPruning;
import io.convstream.run.RunUse;
import io.convstream.run.Runs;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream runs prune}: removes old runs. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Removes old runs, or old checkpoints and models of the runs that are kept, and prints them.",
            "A run that is in use, or may be, is kept. So are runs of other versions, and files that neither convstream nor "
                    + "Flink has written. With --keep and --older-than, a run is removed if both allow it."
        })
final class RunsPruneCommand implements Callable<Integer>, CheckedCommand {

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder of runs. Default: runs.")
    private @Nullable StoragePath folder;

    @Option(names = "--keep", paramLabel = "N", description = "Keep the N runs that were started last.")
    private @Nullable Integer keep;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Keep the runs that were started or resumed in this time, such as 30d.")
    private @Nullable Duration olderThan;

    @Option(
            names = "--thin",
            description = {
                "Remove from each run that is kept all checkpoints but the newest and checkpoints/last, and all models but the "
                        + "newest and best.",
                "Savepoints are kept, and the checkpoints of a run that has diverged. Without --keep and --older-than, all runs "
                        + "are kept."
            })
    private boolean thin;

    @Option(names = "--dry-run", description = "Print what would be removed, and remove nothing.")
    private boolean dryRun;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> checks() {
        return List.of(OptionCheck.atLeast("--keep", keep, 0));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean keepsAll = keep == null && olderThan == null;
        if (keepsAll && !thin) {
            throw new UsageException("'runs prune' needs --keep, --older-than or --thin: name what to keep");
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StoragePath runs = Runs.folder(folder);
        var pruning = new RunPruning(
                keep == null ? (keepsAll ? Integer.MAX_VALUE : 0) : keep,
                olderThan == null ? Duration.ZERO : olderThan,
                new RunUse(new JobManagers(), false));
        List<RunFolder> removable = pruning.removable(runs, Instant.now());
        for (RunFolder run : removable) {
            out.println(dryRun ? "Would delete the run in " + run.path() : pruning.remove(run, out));
        }
        if (removable.isEmpty() && !keepsAll) {
            out.println("There is no run to delete in " + runs + ".");
        }
        boolean isComplete = !thin || thin(pruning, pruning.thinnable(runs, removable), out);
        out.flush();
        return isComplete ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Returns whether all runs could be thinned. */
    private boolean thin(RunPruning pruning, List<RunFolder> kept, PrintWriter out) {
        boolean isComplete = true;
        boolean isThinned = false;
        for (RunFolder run : kept) {
            try {
                Optional<String> deleted = pruning.thin(run, dryRun, out);
                deleted.ifPresent(out::println);
                isThinned |= deleted.isPresent();
            } catch (IOException | UsageException e) {
                isComplete = false;
                Objects.requireNonNull(spec)
                        .commandLine()
                        .getErr()
                        .println("Not thinned: " + Failure.of(e).sentence());
            }
        }
        if (isComplete && !isThinned) {
            out.println("There are no old checkpoints or models to delete.");
        }
        return isComplete;
    }
}
