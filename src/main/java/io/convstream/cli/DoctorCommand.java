package io.convstream.cli;

import io.convstream.cli.options.JobManagerArguments;
import io.convstream.cli.options.KafkaArguments;
import io.convstream.cluster.RemoteFlink;
import io.convstream.doctor.ClusterCheck;
import io.convstream.doctor.Finding;
import io.convstream.doctor.FolderCheck;
import io.convstream.doctor.MachineCheck;
import io.convstream.doctor.TopicCheck;
import io.convstream.failure.Failure;
import io.convstream.failure.UsageException;
import io.convstream.run.Runs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convstream doctor}: checks what a job needs. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Checks this machine and, if given, a cluster, a topic and a run folder.",
            "Prints one line per check, with the remedy if it fails; the exit code is then 1.",
            "To check the TaskManagers, it submits a job of one second to the cluster's free slots."
        },
        footerHeading = "%nExample%n",
        footer = "  convstream doctor --jobmanager localhost:8081 --source kafka://localhost:9092/images --run runs/a")
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--jobmanager", paramLabel = "HOST:PORT", description = "A cluster to check, as for submit.")
    private @Nullable String jobManager;

    @Option(names = "--source", paramLabel = "kafka://HOST:PORT/TOPIC", description = "A topic to check, as for train.")
    private @Nullable String source;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Properties of the Kafka client, such as SASL and TLS. Never printed.")
    private @Nullable Path properties;

    @Option(names = "--run", paramLabel = "DIR", description = "The run folder to check. Default: ${DEFAULT-VALUE}.")
    private Path run = Path.of(Runs.DEFAULT_FOLDER);

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec, "picocli sets it before it calls")
                .commandLine()
                .getOut();
        List<Finding> findings = new ArrayList<>(MachineCheck.all());
        findings.add(FolderCheck.of(run.toAbsolutePath().normalize()));
        if (source != null) {
            findings.add(TopicCheck.of(KafkaArguments.topic("--source", source, properties)));
        }
        if (jobManager != null) {
            findings.addAll(cluster(jobManager));
        }
        findings.forEach(finding -> out.println(finding.line()));
        return findings.stream().allMatch(Finding::passed) ? 0 : 1;
    }

    private List<Finding> cluster(String address) throws InterruptedException {
        Path lib = ClusterCommand.build().resolve("cluster-lib");
        JobManagerArguments arguments = new JobManagerArguments();
        arguments.jobManager = address;
        try (RemoteFlink flink = arguments.connect()) {
            return new ClusterCheck(
                            flink,
                            lib,
                            SubmitCommand.jar(),
                            run.toAbsolutePath().normalize())
                    .all();
        } catch (UsageException | IOException e) {
            return List.of(new Finding("cluster", false, Failure.of(e).sentence()));
        }
    }
}
