package io.convstream.savepoint;

import io.convstream.failure.UsageException;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.checkpoint.metadata.MetadataV5Serializer;
import org.apache.flink.runtime.checkpoint.metadata.MetadataV6Serializer;

/**
 * Reads the file {@code _metadata}, except the checkpoint's properties at its end: they are Java objects, which a
 * foreign file could replace by others.
 */
final class Metadata {

    private Metadata() {}

    /** @param folder resolves relative paths of state files */
    static CheckpointMetadata read(DataInputStream in, Path folder) throws IOException {
        if (in.readInt() != Checkpoints.HEADER_MAGIC_NUMBER) {
            throw new UsageException(folder + " was not written by Flink (_metadata begins with other bytes): give the "
                    + "folder of a checkpoint or savepoint");
        }
        int version = in.readInt();
        return switch (version) {
            case MetadataV5Serializer.VERSION -> new Version5().read(in, folder.toString());
            case MetadataV6Serializer.VERSION -> new Version6().read(in, folder.toString());
            default ->
                throw new UsageException(folder + " has metadata of format " + version
                        + ", but this convstream reads Flink's formats 5 and 6: use the convstream that wrote it");
        };
    }

    private static final class Version5 extends MetadataV5Serializer {
        CheckpointMetadata read(DataInputStream in, String folder) throws IOException {
            return deserializeMetadata(in, folder);
        }
    }

    private static final class Version6 extends MetadataV6Serializer {
        CheckpointMetadata read(DataInputStream in, String folder) throws IOException {
            return deserializeMetadata(in, folder);
        }
    }
}
