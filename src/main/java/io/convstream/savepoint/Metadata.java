package io.convstream.savepoint;

import io.convstream.failure.UsageException;
import io.convstream.storage.StoragePath;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.checkpoint.metadata.MetadataV5Serializer;
import org.apache.flink.runtime.checkpoint.metadata.MetadataV6Serializer;

/**
 * The content of a file {@code _metadata}, except the checkpoint's properties at its end: they are Java objects, which a
 * foreign file could replace by others.
 *
 * @param version the version of the file's format
 * @param checkpoint the id of the checkpoint
 * @param operators those that the checkpoint includes
 */
record Metadata(int version, long checkpoint, Collection<OperatorState> operators) {

    /** @param folder resolves relative paths of state files */
    static Metadata read(DataInputStream in, StoragePath folder) throws IOException {
        if (in.readInt() != Checkpoints.HEADER_MAGIC_NUMBER) {
            throw new UsageException(folder + " was not written by Flink (_metadata begins with other bytes): give the "
                    + "folder of a checkpoint or savepoint");
        }
        int version = in.readInt();
        CheckpointMetadata metadata = switch (version) {
            case MetadataV5Serializer.VERSION -> new Version5().read(in, folder.uri());
            case MetadataV6Serializer.VERSION -> new Version6().read(in, folder.uri());
            default ->
                throw new UsageException(folder + " has metadata of format " + version
                        + ", but this convstream reads Flink's formats 5 and 6: use the convstream that wrote it");
        };
        return new Metadata(version, metadata.getCheckpointId(), metadata.getOperatorStates());
    }

    /** Returns the state of the operator with a uid; empty if the job has none. */
    Optional<OperatorState> operator(String uid) {
        return operators.stream()
                .filter(operator ->
                        operator.getOperatorUid().filter(uid::equals).isPresent())
                .findFirst();
    }

    /** Returns the size of all state. */
    long bytes() {
        return operators.stream().mapToLong(OperatorState::getStateSize).sum();
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
