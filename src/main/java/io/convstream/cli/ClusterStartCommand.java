package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.OptionCheck;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code convstream cluster start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description =
                "Starts the cluster. If it is running already, starts only what is missing: processes that died, more TaskManagers.")
final class ClusterStartCommand implements Callable<Integer>, CheckedCommand {

    @Option(
            names = "--task-managers",
            paramLabel = "N",
            description = "The number of TaskManagers. Default: ${DEFAULT-VALUE}.")
    private int taskManagers = 1;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port of the dashboard, to which jobs are submitted. Default: ${DEFAULT-VALUE}.")
    private int port = 8081;

    @Option(
            names = "--high-availability",
            description = "Also start ZooKeeper, which keeps the jobs if the JobManager dies: they resume from their "
                    + "newest checkpoint once 'cluster start' has restarted it.")
    private boolean highAvailability;

    @ParentCommand
    private @Nullable ClusterCommand parent;

    @Override
    public List<OptionCheck> checks() {
        return List.of(OptionCheck.parallelism("--task-managers", taskManagers), OptionCheck.port("--port", port));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ClusterCommand cluster = Objects.requireNonNull(parent, "picocli sets it before it calls");
        cluster.out().println("Flink dashboard: " + cluster.cluster().start(taskManagers, port, highAvailability));
        return 0;
    }
}
