package io.convstream.cli;

import io.convstream.cli.options.LauncherFiles;
import io.convstream.cluster.Installation;
import io.convstream.cluster.LocalCluster;
import io.convstream.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code convstream cluster}: a Flink cluster of local processes. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        synopsisSubcommandLabel = "start|stop|status",
        subcommands = ClusterStartCommand.class,
        description = {
            "Runs a Flink cluster on this machine.",
            "It has one process for the JobManager and one for each TaskManager, configured by "
                    + "flink-conf/config.yaml.",
            "It outlives this command. Submit jobs to it with 'convstream submit' or 'flink run'."
        })
final class ClusterCommand {

    /** The folder of {@code ./convstream}, set by the launcher. */
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder for the process ids and logs of the cluster. Default: target/cluster beside "
                    + "./convstream.")
    @Nullable
    Path dir;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops all processes of the cluster and with them its jobs, which can be resumed from their "
                    + "newest checkpoint.")
    int stop() throws IOException, InterruptedException {
        int stopped = cluster().stop();
        out().println(stopped == 0 ? "The cluster is not running." : "Stopped " + stopped + " processes.");
        return 0;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Prints the processes and jobs of the cluster; the exit code is 1 if it is not running.")
    int status() throws IOException, InterruptedException {
        List<String> lines = cluster().status();
        out().println(lines.isEmpty() ? "The cluster is not running." : String.join(System.lineSeparator(), lines));
        return lines.isEmpty() ? 1 : 0;
    }

    LocalCluster cluster() {
        Path folder = dir == null ? installation().home().resolve("target").resolve("cluster") : dir;
        return new LocalCluster(folder, installation());
    }

    static Installation installation() {
        return LauncherFiles.installation()
                .orElseThrow(() ->
                        new UsageException("'cluster' needs the files beside ./convstream: run it with that script"));
    }

    /** The folder of the build that this process runs from. */
    static Path build() {
        return installation().build();
    }

    PrintWriter out() {
        return Objects.requireNonNull(spec, "picocli sets it before it calls")
                .commandLine()
                .getOut();
    }
}
