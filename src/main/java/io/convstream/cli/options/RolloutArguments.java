package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.rollout.ModelLocation;
import io.convstream.rollout.RolloutOptions;
import io.convstream.rollout.RolloutPolicy;
import io.convstream.rollout.ServedModel;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which models a service serves, and which versions of them. */
final class RolloutArguments {

    private static final String TOPIC = "kafka://";

    @Option(
            names = "--models",
            paramLabel = "WHERE",
            description =
                    "Where models are announced: the topic that training writes its --events to, a run folder, or a "
                            + "model file.")
    private String models = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description =
                    "A model to serve; may be repeated. Each predicts every image. Default: all that are announced when "
                            + "the service first starts.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--control",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "A topic of commands: pin, unpin, rollback, shadow, canary, promote, direct. docs/serving.md "
                    + "describes them. A missing topic is created.")
    private @Nullable String control;

    @Option(
            names = "--min-precision",
            paramLabel = "P",
            description = "Deploy only versions with at least this precision@1, from 0 to below 1. Default: any.")
    private @Nullable Double minPrecision;

    @Option(
            names = "--min-improvement",
            paramLabel = "D",
            description =
                    "Deploy only versions whose precision@1 exceeds that of the version that answers by this much, "
                            + "such as 0.005; 0: not less. Default: any.")
    private @Nullable Double minImprovement;

    @Option(
            names = "--activation-delay",
            paramLabel = "TIME",
            description =
                    "A version answers images whose Kafka timestamp is at least this much later than its deployment. It must "
                            + "exceed the difference of the clocks of producers and cluster. Default: 5s.")
    private Duration activationDelay = Duration.ofSeconds(5);

    @Option(
            names = "--keep-versions",
            paramLabel = "N",
            description =
                    "The number of most recent versions of each model whose files are kept, for pin, rollback and "
                            + "repeated images. Default: ${DEFAULT-VALUE}.")
    private int keepVersions = 20;

    List<OptionCheck> checks() {
        return List.of(
                OptionCheck.fraction("--min-precision", minPrecision),
                OptionCheck.fraction("--min-improvement", minImprovement),
                OptionCheck.atLeast("--keep-versions", keepVersions, 2),
                OptionCheck.mustBe(
                        "--activation-delay",
                        activationDelay.toMillis() + "ms",
                        activationDelay.toMillis() >= 500,
                        "500ms or longer"));
    }

    /** The names of {@code --model}; none: all that are announced. */
    Set<String> names() {
        return new LinkedHashSet<>(names);
    }

    /** @throws UsageException if other models than those of {@code --model} are served */
    void requireNamed(List<ServedModel> served) {
        Set<String> known = served.stream().map(ServedModel::name).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!names.isEmpty() && !known.equals(names())) {
            throw new UsageException("the service serves " + String.join(", ", known) + ", not "
                    + String.join(", ", names) + " (--model): give the same, or choose another --run");
        }
    }

    /**
     * Returns the value of {@code --models}.
     *
     * @param properties of Kafka clients
     */
    ModelLocation location(@Nullable Path properties) {
        if (models.isEmpty()) { // picocli does not enforce it in a group
            throw new UsageException(
                    "--models is missing: give the topic of a training job's --events, a run folder or a model file");
        }
        return models.startsWith(TOPIC)
                ? new ModelLocation(KafkaArguments.topic("--models", models, properties), null)
                : new ModelLocation(null, path());
    }

    private StoragePath path() {
        try {
            StoragePath path = StoragePath.parse(models);
            if (!path.exists()) {
                throw new UsageException(
                        "--models " + path + " does not exist: give the topic of a training job's --events, a"
                                + " run folder or a model file");
            }
            return path;
        } catch (IllegalArgumentException | IOException e) {
            throw new UsageException("--models " + models + ": " + e.getMessage(), e);
        }
    }

    /** Returns the address of {@code --control}; null if it is not given. */
    @Nullable
    String control() {
        return control;
    }

    RolloutOptions options(StoragePath run, @Nullable KafkaTopic commands, @Nullable Path properties) {
        return new RolloutOptions(
                run,
                location(properties),
                commands,
                new RolloutPolicy(minPrecision, minImprovement),
                activationDelay,
                keepVersions);
    }
}
