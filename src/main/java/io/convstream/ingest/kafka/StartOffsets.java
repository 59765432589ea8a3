package io.convstream.ingest.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Start offsets of a run that reads a topic.
 *
 * @param time the earliest timestamp to read, if {@code from} is TIMESTAMP
 */
public record StartOffsets(From from, Instant time) {

    static final StartOffsets EARLIEST = new StartOffsets(From.EARLIEST, Instant.EPOCH);

    /** Kind of start offsets. */
    public enum From {
        /** The oldest message. */
        EARLIEST,
        /** Messages that are written after the start. */
        LATEST,
        /** The committed offset of the consumer group, or the oldest message if there is none. */
        COMMITTED,
        /** The first message at or after a time. */
        TIMESTAMP
    }

    /**
     * Parses {@code earliest}, {@code latest}, {@code committed} or a time such as {@code 2026-11-25T08:00:00Z}.
     *
     * @throws IllegalArgumentException if it is none of these
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

    @SuppressWarnings("deprecation") // Kafka deprecated the enum, but the connector accepts nothing else.
    OffsetsInitializer initializer() {
        return switch (from) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case TIMESTAMP -> OffsetsInitializer.timestamp(time.toEpochMilli());
        };
    }
}
