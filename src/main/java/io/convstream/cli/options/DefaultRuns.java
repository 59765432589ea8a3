package io.convstream.cli.options;

import io.convstream.cluster.RemoteFlink;
import io.convstream.failure.Reason;
import io.convstream.failure.UsageException;
import io.convstream.run.Runs;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The folder of runs of a command line that names none. */
final class DefaultRuns {

    private static final String RESUME = "--resume";

    /** The folder of runs in a cluster's folder of checkpoints. */
    private static final String CLUSTER_FOLDER = "convstream";

    private DefaultRuns() {}

    /**
     * Returns the folder of runs on a cluster: in its folder of checkpoints, which all of its machines reach, or the default if
     * that folder is local, or not configured.
     *
     * @param checkpoints the folder that the cluster is configured to write checkpoints to; null if there is none
     * @throws UsageException if this machine cannot reach it
     */
    static StoragePath onCluster(@Nullable String checkpoints) {
        if (checkpoints == null
                || checkpoints.isBlank()
                || StoragePath.parse(checkpoints).isLocal()) {
            return Runs.folder(null);
        }
        try {
            return LauncherFiles.storagePath(checkpoints).resolve(CLUSTER_FOLDER);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new UsageException(
                    "without --run, the run folder is in the cluster's folder of checkpoints, but " + Reason.of(e)
                            + "; or name another folder with --run",
                    e);
        }
    }

    /** Returns the arguments with the value of a {@code --resume} that has none: the next option is not its value. */
    static String[] named(String... arguments) {
        String[] complete = arguments.clone();
        for (int i = 0; i < complete.length; i++) {
            if (isWithoutValue(List.of(arguments), i)) {
                complete[i] = RESUME + "=" + of(arguments);
            }
        }
        return complete;
    }

    /** Returns whether a command line has a {@code --resume} without a path. */
    static boolean areResumed(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (isWithoutValue(arguments, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWithoutValue(List<String> arguments, int at) {
        return arguments.get(at).equals(RESUME)
                && (at + 1 == arguments.size() || arguments.get(at + 1).startsWith("-"));
    }

    /** The cluster of a job has a folder of its own, see {@link #onCluster}. */
    private static StoragePath of(String... arguments) {
        if (!List.of(arguments).contains("submit")) {
            return Runs.folder(null);
        }
        var parsed = new ClusterOption();
        try {
            new CommandLine(parsed).setUnmatchedArgumentsAllowed(true).parseArgs(arguments);
            try (RemoteFlink flink = parsed.jobManager.connect()) {
                return onCluster(flink.checkpointFolder());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CommandLine.ParameterException | UsageException | IOException e) {
            // the command itself reports the same error
        }
        return Runs.folder(null);
    }

    /** Parses {@code --jobmanager} alone, before the other options. */
    @Command
    private static final class ClusterOption {

        @Mixin
        private final JobManagerArguments jobManager = new JobManagerArguments();
    }
}
