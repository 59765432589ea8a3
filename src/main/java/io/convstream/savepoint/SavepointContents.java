package io.convstream.savepoint;

import io.convstream.ingest.SourcePosition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint or savepoint holds.
 *
 * @param path its folder
 * @param checkpoint its id
 * @param written when it completed
 * @param bytes the size of all state, files shared with other checkpoints included
 * @param metadataVersion the version of Flink's metadata
 * @param models sorted by name
 * @param source the position of the source; null if it is none of convstream's
 * @param shuffle the shuffle buffer; null if there is none, as for files
 */
public record SavepointContents(
        String path,
        long checkpoint,
        Instant written,
        long bytes,
        int metadataVersion,
        List<ModelContents> models,
        @Nullable SourcePosition source,
        @Nullable Shuffle shuffle) {

    /**
     * A shuffle buffer.
     *
     * @param fill the number of records in it
     * @param nextSequence the sequence number of the next record that leaves it
     */
    public record Shuffle(int fill, long nextSequence) {}
}
