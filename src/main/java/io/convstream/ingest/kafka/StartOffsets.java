package io.convstream.ingest.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Where reading a topic begins.
 *
 * @param time the earliest timestamp of a message that is read, where {@code from} is TIMESTAMP
 */
public record StartOffsets(From from, Instant time) {

    static final StartOffsets EARLIEST = new StartOffsets(From.EARLIEST, Instant.EPOCH);

    /** The kinds of beginning. */
    public enum From {
        /** The oldest message that is still there. */
        EARLIEST,
        /** What comes after the start. */
        LATEST,
        /** Where the consumer group stopped, or the oldest message. */
        COMMITTED,
        /** The first message of a time. */
        TIMESTAMP
    }

    /**
     * Reads {@code earliest}, {@code latest}, {@code committed} or a time as in {@code 2026-11-25T08:00:00Z}.
     *
     * @throws IllegalArgumentException where it is none of these
     */
    public static StartOffsets parse(String text) {
        for (From from : new From[] {From.EARLIEST, From.LATEST, From.COMMITTED}) {
            if (text.equals(from.name().toLowerCase(Locale.ROOT))) {
                return new StartOffsets(from, Instant.EPOCH);
            }
        }
        try {
            return new StartOffsets(From.TIMESTAMP, Instant.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither earliest, latest, committed nor a time such as 2026-11-25T08:00:00Z", e);
        }
    }

    @SuppressWarnings("deprecation") // Kafka deprecated the strategies' enum, the connector still takes nothing else.
    OffsetsInitializer initializer() {
        return switch (from) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case TIMESTAMP -> OffsetsInitializer.timestamp(time.toEpochMilli());
        };
    }
}
