package io.convstream.cli;

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

/** {@code convstream cluster}: a Flink cluster on this machine, of processes of its own. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        synopsisSubcommandLabel = "start|stop|status",
        subcommands = ClusterStartCommand.class,
        description = {
            "A Flink cluster on this machine: a JobManager and TaskManagers, each a process of its own, configured by "
                    + "flink-conf/config.yaml.",
            "It outlives this command; jobs are given to it with 'convstream submit' or 'flink run'."
        })
final class ClusterCommand {

    /** The folder of {@code ./convstream}, which the launcher tells. */
    private static final String HOME = "convstream.home";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder for what is known of the cluster: process numbers, logs. Default: target/cluster "
                    + "beside ./convstream.")
    @Nullable
    Path dir;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Ends all processes of the cluster, and its jobs with them: they can go on from their last "
                    + "checkpoint.")
    int stop() throws IOException, InterruptedException {
        int stopped = cluster().stop();
        out().println(stopped == 0 ? "The cluster is not running." : "Stopped " + stopped + " processes.");
        return 0;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Tells the cluster's processes and jobs; exit code 1 where it is not running.")
    int status() throws IOException, InterruptedException {
        List<String> lines = cluster().status();
        out().println(lines.isEmpty() ? "The cluster is not running." : String.join(System.lineSeparator(), lines));
        return lines.isEmpty() ? 1 : 0;
    }

    LocalCluster cluster() {
        Path home = home();
        Path folder = dir == null ? home.resolve("target").resolve("cluster") : dir;
        return new LocalCluster(folder, new Installation(home, build()));
    }

    static Path home() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new UsageException("the cluster's parts lie beside ./convstream: start it through that script");
        }
        return Path.of(home);
    }

    /** The folder of the build that this process runs from, which the launcher names. */
    static Path build() {
        String build = System.getProperty("convstream.build");
        return build == null ? home().resolve("target") : Path.of(build);
    }

    PrintWriter out() {
        return Objects.requireNonNull(spec, "picocli sets it before it calls")
                .commandLine()
                .getOut();
    }
}
