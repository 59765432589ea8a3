package io.convstream.cli.options;

import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.job.ServeOutputs;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The topics that a service writes to, besides its predictions. */
final class ServeOutputArguments {

    @Option(
            names = "--events",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description =
                    "Also send each deployment, why a version or command is refused, each shift and the precision of the answers to "
                            + "a topic, as JSON. A missing topic is created.")
    private @Nullable String events;

    @Option(
            names = "--dead-letters",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description =
                    "Also send images that cannot be decoded, and labels that cannot be used, to a topic, with the key of their "
                            + "message. A missing topic is created.")
    private @Nullable String deadLetters;

    @Option(
            names = "--delivery",
            paramLabel = "GUARANTEE",
            description =
                    "exactly_once: predictions are committed with the checkpoint that covers them, and consumers need "
                            + "isolation.level=read_committed; at_least_once: they are visible at once, and may be repeated, with the "
                            + "same bytes, after a failure. Default: ${DEFAULT-VALUE}.")
    private KafkaArguments.Delivery delivery = KafkaArguments.Delivery.exactly_once;

    /** @param labeled the address of labeled images; null: they are not written */
    ServeOutputs open(KafkaTopic predictions, @Nullable String labeled, int partitions, @Nullable Path properties)
            throws IOException {
        KafkaTopic eventTopic = events == null ? null : open("--events", events, 1, properties);
        KafkaTopic letters = deadLetters == null ? null : open("--dead-letters", deadLetters, 1, properties);
        KafkaTopic images = labeled == null ? null : open("--labeled", labeled, partitions, properties);
        return new ServeOutputs(
                predictions,
                predictions.maxMessageBytes(),
                eventTopic,
                maxBytes(eventTopic),
                letters,
                maxBytes(letters),
                images,
                maxBytes(images),
                delivery == KafkaArguments.Delivery.exactly_once
                        ? DeliveryGuarantee.EXACTLY_ONCE
                        : DeliveryGuarantee.AT_LEAST_ONCE);
    }

    private static int maxBytes(@Nullable KafkaTopic topic) throws IOException {
        return topic == null ? 0 : topic.maxMessageBytes();
    }

    /** Opens a topic to write to, and creates it if it is missing. */
    static KafkaTopic open(String option, String address, int partitions, @Nullable Path properties)
            throws IOException {
        KafkaTopic topic = KafkaArguments.topic(option, address, properties);
        topic.create(partitions);
        topic.partitions(AclOperation.WRITE);
        return topic;
    }
}
