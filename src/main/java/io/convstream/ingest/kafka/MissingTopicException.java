package io.convstream.ingest.kafka;

import java.io.IOException;

/** Thrown if a broker answers but has no topic of the name. */
final class MissingTopicException extends IOException {

    private static final long serialVersionUID = 1;

    MissingTopicException(KafkaTopic topic, Throwable cause) {
        super(
                "there is no topic " + topic.name() + " on " + topic.servers()
                        + ": create it (convstream feed --create) or correct the name",
                cause);
    }
}
