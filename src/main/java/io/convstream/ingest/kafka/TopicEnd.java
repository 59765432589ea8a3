package io.convstream.ingest.kafka;

import io.convstream.storage.StoragePath;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run on a topic.
 *
 * @param passes the number of passes over the topic; 0 if it is read without end
 * @param records the number of records to train, after the shuffle buffer; {@link Long#MAX_VALUE} if unlimited
 * @param buffer the size of the shuffle buffer
 * @param checkpoints the folder of the run's checkpoints; null: the source never holds
 */
public record TopicEnd(
        int passes, long records, int buffer, @Nullable StoragePath checkpoints) implements Serializable {

    /** Returns the number of records until the hold: the buffer is full when the last record to train leaves it. */
    long holdAt() {
        return records > Long.MAX_VALUE - buffer ? Long.MAX_VALUE : records + buffer;
    }
}
