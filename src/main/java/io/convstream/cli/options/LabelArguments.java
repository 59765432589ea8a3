package io.convstream.cli.options;

import io.convstream.drift.DetectorType;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.job.LabelTopic;
import io.convstream.labels.LabelOptions;
import io.convstream.rollout.ServedModel;
import io.convstream.serve.ServeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Labels that arrive after the predictions of a service. */
final class LabelArguments {

    @Option(
            names = "--labels",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description =
                    "A topic of labels: the key of the image's message, and a class. The precision of the answers is "
                            + "estimated with them. docs/serving.md describes the messages.")
    private @Nullable String labels;

    @Option(
            names = "--label-ttl",
            paramLabel = "TIME",
            description =
                    "The longest time between the Kafka timestamps of an image and of its label. Answers are kept for so long. "
                            + "Default: 1h.")
    private @Nullable Duration timeToLive;

    @Option(
            names = "--labeled",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description =
                    "Send each image whose label has arrived to a topic, with the label, as train reads it; exactly once, as the "
                            + "predictions. A missing topic is created. Images are kept until then.")
    private @Nullable String labeled;

    @Option(
            names = "--label-batch",
            paramLabel = "N",
            description = "The number of labels of a model that its estimates take as one value. Default: 32.")
    private @Nullable Integer batch;

    @Option(
            names = "--drift-detector",
            paramLabel = "NAME",
            description = "The detector of drift that follows the error rate of the labeled answers: "
                    + "adwin, page-hinkley, hddm-a or none. Default: adwin.")
    private @Nullable DetectorType detector;

    private static final Duration DEFAULT_TTL = Duration.ofHours(1);
    private static final Duration MAX_TTL = Duration.ofDays(365);
    private static final int DEFAULT_BATCH = 32;

    List<OptionCheck> checks() {
        boolean given = labels != null;
        Duration time = timeToLive == null ? DEFAULT_TTL : timeToLive;
        return List.of(
                OptionCheck.requires("--label-ttl", timeToLive, "--labels", given),
                OptionCheck.requires("--labeled", labeled, "--labels", given),
                OptionCheck.requires("--label-batch", batch, "--labels", given),
                OptionCheck.requires("--drift-detector", detector, "--labels", given),
                OptionCheck.atLeast("--label-batch", batch, 1),
                OptionCheck.mustBe(
                        "--label-ttl",
                        time.toMillis() + "ms",
                        time.toMillis() >= 1000 && time.compareTo(MAX_TTL) <= 0,
                        "from 1s to 365d"));
    }

    @Nullable
    String labels() {
        return labels;
    }

    @Nullable
    String labeled() {
        return labeled;
    }

    /** Returns what answered images are kept for. */
    ServeOptions.ForLabels kept() {
        if (labels == null) {
            return ServeOptions.ForLabels.NOTHING;
        }
        return labeled == null ? ServeOptions.ForLabels.ANSWERS : ServeOptions.ForLabels.IMAGES;
    }

    /**
     * Opens the topic of labels; returns null if there is none.
     *
     * @param group the consumer group of the service
     */
    @Nullable
    LabelTopic open(List<ServedModel> models, String group, @Nullable Path properties) throws IOException {
        if (labels == null) {
            return null;
        }
        KafkaTopic topic = KafkaArguments.topic("--labels", labels, properties).inGroup(group);
        topic.partitions(AclOperation.READ); // fail here, not in the job, if the address or the name is wrong
        return new LabelTopic(
                topic,
                new LabelOptions(
                        models,
                        timeToLive == null ? DEFAULT_TTL : timeToLive,
                        batch == null ? DEFAULT_BATCH : batch,
                        detector == null ? DetectorType.ADWIN : detector));
    }
}
