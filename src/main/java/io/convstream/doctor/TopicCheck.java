package io.convstream.doctor;

import io.convstream.ingest.kafka.KafkaTopic;
import java.io.IOException;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;

/** Checks whether a topic is available, and its maximum message size. */
public final class TopicCheck {

    /** Bytes of a CIFAR record with the headers of a dead letter. */
    private static final int MIN_MESSAGE_BYTES = 20_000;

    private TopicCheck() {}

    public static Finding of(KafkaTopic topic) {
        try {
            int partitions = topic.partitions(AclOperation.READ).size();
            int maxBytes = topic.maxMessageBytes();
            String description = String.format(
                    Locale.ROOT,
                    "%s has %d partition%s, a message may have %,d bytes",
                    topic,
                    partitions,
                    partitions == 1 ? "" : "s",
                    maxBytes);
            return maxBytes >= MIN_MESSAGE_BYTES
                    ? Finding.pass("Kafka", description)
                    : Finding.fail("Kafka", description + ": raise the topic's max.message.bytes");
        } catch (IOException e) {
            return Finding.fail("Kafka", String.valueOf(e.getMessage()));
        }
    }
}
