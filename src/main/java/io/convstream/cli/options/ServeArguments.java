package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.StartOffsets;
import io.convstream.job.ServeJob;
import io.convstream.job.ServeOutputs;
import io.convstream.network.Networks;
import io.convstream.rollout.FirstVersions;
import io.convstream.rollout.RolloutOptions;
import io.convstream.rollout.ServedModel;
import io.convstream.run.ServiceStart;
import io.convstream.serve.ServeOptions;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of a service. */
public final class ServeArguments {

    @Option(
            names = "--source",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            required = true,
            description = "The topic of the images to predict: CIFAR records or image files, labeled or not.")
    private String source = "";

    @Option(
            names = "--predictions",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            required = true,
            description =
                    "The topic of the predictions, as JSON with the key and headers of the image. A missing topic is "
                            + "created with as many partitions as --source has.")
    private String predictions = "";

    @ArgGroup(validate = false, heading = "%nModels%n", order = 1)
    private final RolloutArguments rollout = new RolloutArguments();

    @ArgGroup(validate = false, heading = "%nLabels%n", order = 2)
    private final LabelArguments labels = new LabelArguments();

    @ArgGroup(validate = false, heading = "%nOutput%n", order = 3)
    private final ServeOutputArguments output = new ServeOutputArguments();

    @Option(
            names = "--from",
            paramLabel = "OFFSET",
            description =
                    "Where reading starts when the service first starts: earliest, latest, committed or a time, as for "
                            + "train. Default: ${DEFAULT-VALUE}.")
    private String from = "latest";

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "The folder of checkpoints, model copies and deployments. A service that the folder holds is "
                    + "continued. Default: runs/serve.")
    private @Nullable StoragePath run;

    @Option(
            names = "--top",
            paramLabel = "K",
            description = "The number of most probable classes in a prediction. Default: ${DEFAULT-VALUE}.")
    private int top = 3;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            description = "The most images of a micro-batch. Default: ${DEFAULT-VALUE}.")
    private int maxBatch = 128;

    @Option(
            names = "--max-latency",
            paramLabel = "TIME",
            description = "The longest time for which a micro-batch waits for more images. Default: 20ms.")
    private Duration maxLatency = Duration.ofMillis(20);

    @Option(
            names = "--shift-window",
            paramLabel = "N",
            description =
                    "Report when the confidence of the answers, or the brightness or contrast of the images, is distributed"
                            + " in another way in N images than in N earlier ones. Default: ${DEFAULT-VALUE}.")
    private int shiftWindow = 1000;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description =
                    "The number of subtasks, each with some partitions of --source. Default: one for each core, at most "
                            + "one for each partition.")
    private @Nullable Integer parallelism;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "TIME",
            description =
                    "The time between checkpoints. With --delivery exactly_once a prediction can be read when the next "
                            + "checkpoint has completed. Default: 10s.")
    private Duration checkpointInterval = Duration.ofSeconds(10);

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Properties for all Kafka clients of the job, such as SASL and TLS. Never printed.")
    private @Nullable Path properties;

    private @Nullable ServiceStart start;

    /** Returns the value of {@code --run}; null if it is not given. */
    public @Nullable StoragePath run() {
        return run;
    }

    public List<OptionCheck> checks() {
        List<OptionCheck> checks = new ArrayList<>(rollout.checks());
        checks.addAll(labels.checks());
        checks.addAll(List.of(
                OptionCheck.atLeast("--top", top, 1),
                OptionCheck.between("--shift-window", shiftWindow, 30, 1_000_000),
                OptionCheck.between("--max-batch", maxBatch, 1, 4096),
                OptionCheck.atLeast("--parallelism", parallelism, 1),
                OptionCheck.mustBe(
                        "--max-latency",
                        maxLatency.toMillis() + "ms",
                        maxLatency.toMillis() >= 1 && maxLatency.toMinutes() < 1,
                        "from 1ms to below 1min"),
                OptionCheck.mustBe(
                        "--checkpoint-interval",
                        checkpointInterval.toMillis() + "ms",
                        checkpointInterval.toMillis() >= 10,
                        "10ms or longer")));
        return checks;
    }

    /** Returns the options that must not change between the starts of a service. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("source", source);
        settings.put("predictions", predictions);
        settings.put("models", rollout.location(properties).toString());
        if (labels.labels() != null) {
            settings.put("labels", labels.labels());
        }
        return settings;
    }

    /**
     * Builds the job; waits for the first version of each model.
     *
     * @param reserved the folder of the service
     * @param command the command line without the program
     */
    public ServeJob open(ServiceStart reserved, List<String> command, PrintWriter out) throws IOException {
        start = reserved;
        KafkaTopic images = KafkaArguments.topic("--source", source, properties)
                .inGroup(reserved.identity().kafkaPrefix());
        int partitions = images.partitions(AclOperation.READ).size();
        KafkaTopic answers = ServeOutputArguments.open("--predictions", predictions, partitions, properties);
        ServeOutputs outputs = output.open(answers, labels.labeled(), partitions, properties);
        String control = rollout.control();
        RolloutOptions options = rollout.options(
                reserved.run().path(),
                control == null ? null : ServeOutputArguments.open("--control", control, 1, properties),
                properties);
        List<ServedModel> served = reserved.models().isEmpty()
                ? FirstVersions.await(options, rollout.names(), message -> {
                    out.println(message);
                    out.flush();
                })
                : reserved.models();
        rollout.requireNamed(served);
        int cores = Networks.defaultTowers();
        int subtasks = parallelism == null ? Math.min(partitions, cores) : parallelism;
        var serve = new ServeOptions(
                reserved.run().path(),
                served,
                top,
                maxBatch,
                maxLatency,
                Math.max(1, cores / subtasks),
                shiftWindow,
                labels.kept());
        StoragePath snapshot = reserved.snapshot().orElse(null);
        reserved.commit(command, settings(), served);
        for (ServedModel model : served) {
            out.println("Model " + model.name() + ": " + model.classes().size() + " classes, images of "
                    + model.framing().image());
        }
        out.println("Images: " + images + " (" + partitions + " partitions), predictions: " + outputs.predictions());
        out.println("Run folder: " + reserved.run().path());
        if (snapshot != null) {
            out.println("Continuing from " + snapshot + " (attempt "
                    + reserved.identity().attempt() + ")");
        }
        return new ServeJob(
                reserved.run(),
                reserved.identity(),
                serve,
                options,
                images,
                offsets(),
                labels.open(served, reserved.identity().kafkaPrefix(), properties),
                subtasks,
                checkpointInterval,
                outputs,
                snapshot);
    }

    private StartOffsets offsets() {
        try {
            return StartOffsets.parse(from);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--from " + from + ": " + e.getMessage(), e);
        }
    }

    /** Releases the run folder for other processes. */
    public void release() throws IOException {
        if (start != null) {
            start.unlock();
        }
    }

    /** Leaves the run folder as it was, if the job does not start. */
    public void rollBack() {
        Objects.requireNonNull(start, "the folder is reserved").rollBack();
    }
}
