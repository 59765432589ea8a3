package io.convstream.doctor;

import io.convstream.ingest.kafka.KafkaTopic;
import java.io.IOException;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;

/** Looks whether a topic can be reached and what its messages may hold. */
public final class TopicCheck {

    /** A CIFAR record with the headers of a dead letter. */
    private static final int LEAST_MESSAGE = 20_000;

    private TopicCheck() {}

    public static Finding of(KafkaTopic topic) {
        try {
            int partitions = topic.partitions(AclOperation.READ).size();
            int largest = topic.largestMessage();
            String told = String.format(
                    Locale.ROOT,
                    "%s has %d partition%s, a message may have %,d bytes",
                    topic,
                    partitions,
                    partitions == 1 ? "" : "s",
                    largest);
            return largest >= LEAST_MESSAGE
                    ? Finding.fine("Kafka", told)
                    : Finding.wrong("Kafka", told + ": raise the topic's max.message.bytes");
        } catch (IOException e) {
            return Finding.wrong("Kafka", String.valueOf(e.getMessage()));
        }
    }
}
