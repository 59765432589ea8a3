package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.JobManagerArguments;
import io.convstream.cli.options.OptionCheck;
import io.convstream.cli.options.TrainArguments;
import io.convstream.client.AttachedExecution;
import io.convstream.client.RunCompletion;
import io.convstream.client.Submission;
import io.convstream.cluster.RemoteFlink;
import io.convstream.failure.UsageException;
import io.convstream.job.TrainJob;
import io.convstream.run.StartOptions.JobPlace;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convstream submit}: submits a training job to a cluster, with the options of train. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        sortOptions = false,
        sortSynopsis = false,
        abbreviateSynopsis = true,
        description = {
            "Submits a training job to a Flink cluster and prints its progress.",
            "It has the options of train. Ctrl-C detaches; the job keeps running.",
            "The run folder and the images must be at the same path on this machine and on every "
                    + "machine of the cluster, for instance on a shared disk or as s3://…. The jars of target/cluster-lib "
                    + "must be in the lib folder of its Flink."
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream cluster start --task-managers 2",
            "  convstream submit --epochs 20 --run runs/a",
            "  convstream submit --resume runs/a --epochs 20 --detached"
        })
final class SubmitCommand implements Callable<Integer>, CheckedCommand {

    @Mixin
    private final JobManagerArguments jobManager = new JobManagerArguments();

    @Option(names = "--detached", description = "Return as soon as the job is submitted.")
    private boolean detached;

    @Mixin
    final TrainArguments arguments = new TrainArguments();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> checks() {
        return arguments.checks();
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec, "picocli sets it before it calls");
        PrintWriter out = command.commandLine().getOut();
        if (detached && arguments.job.patience() > 0) {
            throw new UsageException(
                    "--early-stopping-patience and --detached are mutually exclusive: this process decides when to stop");
        }
        if (detached && arguments.job.stopsOnDrift()) {
            throw new UsageException(
                    "--on-drift stop and --detached are mutually exclusive: this process stops the job");
        }
        Path jar = jar();
        try (RemoteFlink flink = jobManager.connect()) {
            TrainJob job = arguments.open(JobPlace.CLUSTER, flink.checkpointFolder(), out);
            RunCompletion completion = arguments.completion(job, out);
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.getExecutionEnvironment(job.configuration(completion.resumeCommand()));
            StreamGraph graph = job.graph(env, job.sinks(false));
            JobID id = new Submission(flink, jar, out).submit(graph, job.slots(), job.run(), job.identity());
            return detached ? 0 : new AttachedExecution(completion, flink, id).run();
        } finally {
            arguments.release();
        }
    }

    /** The jar of this program, whose classes the cluster needs. */
    static Path jar() {
        Path jar;
        try {
            jar = Path.of(SubmitCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the code source of a class is not a path", e);
        }
        if (!Files.isRegularFile(jar)) {
            throw new UsageException("submit needs the jar of convstream, but its classes are in folder " + jar
                    + ": run it with ./convstream");
        }
        return jar;
    }
}
