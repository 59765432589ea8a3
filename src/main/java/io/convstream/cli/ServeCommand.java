package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.DashboardArguments;
import io.convstream.cli.options.JobManagerArguments;
import io.convstream.cli.options.OptionCheck;
import io.convstream.cli.options.ServeArguments;
import io.convstream.client.JobManagers;
import io.convstream.client.ServeExecution;
import io.convstream.cluster.RemoteFlink;
import io.convstream.job.ServeJob;
import io.convstream.run.ResumeCommand;
import io.convstream.run.RunFolder;
import io.convstream.run.RunUse;
import io.convstream.run.Runs;
import io.convstream.run.ServiceStart;
import io.convstream.run.StartOptions;
import io.convstream.run.StartOptions.JobPlace;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convstream serve}: predicts the images of a topic with models that are replaced while it runs. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        sortOptions = false,
        sortSynopsis = false,
        abbreviateSynopsis = true,
        description = {
            "Predicts the images of a Kafka topic, exactly once, with the newest version of each model.",
            "New versions are loaded and checked while the old ones answer, and take over between two images. After a failure "
                    + "each image is answered by the same version as before, with the same bytes.",
            "With --jobmanager HOST:PORT the job is submitted to a Flink cluster; otherwise it runs in this process."
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream serve --source kafka://localhost:9092/images --predictions kafka://localhost:9092/predictions \\",
            "      --models kafka://localhost:9092/events",
            "  convstream serve --source kafka://localhost:9092/images --predictions kafka://localhost:9092/predictions \\",
            "      --models runs/a --min-precision 0.8 --control kafka://localhost:9092/control"
        })
final class ServeCommand implements Callable<Integer>, CheckedCommand {

    @Mixin
    private final ServeArguments arguments = new ServeArguments();

    @Option(
            names = "--jobmanager",
            paramLabel = "HOST:PORT",
            description = "Submit the job to the cluster with this dashboard (REST) address, and return.")
    private @Nullable String jobManager;

    @Mixin
    private final DashboardArguments dashboard = new DashboardArguments();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> checks() {
        List<OptionCheck> checks = new ArrayList<>(arguments.checks());
        checks.add(OptionCheck.port("--port", dashboard.port));
        return checks;
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec, "picocli sets it before it calls");
        PrintWriter out = command.commandLine().getOut();
        List<String> typed = command.commandLine().getParseResult().originalArgs();
        try {
            if (jobManager == null) {
                return open(JobPlace.THIS_PROCESS, typed, out).runEmbedded(dashboard.resolve(), dashboard.port);
            }
            var address = new JobManagerArguments();
            address.jobManager = jobManager;
            try (RemoteFlink flink = address.connect()) {
                open(JobPlace.CLUSTER, typed, out).submit(flink, SubmitCommand.jar());
                return 0;
            }
        } finally {
            arguments.release();
        }
    }

    private ServeExecution open(JobPlace place, List<String> typed, PrintWriter out) throws IOException {
        StoragePath folder = arguments.run() == null ? Runs.folder(null).resolve("serve") : arguments.run();
        var options = new StartOptions(folder, false, place, new RunUse(new JobManagers(), false), out);
        ServiceStart start = ServiceStart.reserve(new RunFolder(folder), arguments.settings(), options);
        try {
            ServeJob job = arguments.open(start, typed, out);
            return new ServeExecution(job, start, ResumeCommand.same(typed), out);
        } catch (IOException | RuntimeException e) {
            arguments.rollBack();
            throw e;
        }
    }
}
