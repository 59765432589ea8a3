package io.convstream.storage;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/**
 * A complete copy of a checkpoint of this process's own job. The metadata of an incremental checkpoint refer to files that
 * other checkpoints share, by absolute paths: those files are copied too, and the metadata are written anew, with relative
 * paths.
 *
 * @param from the folder of the checkpoint
 * @param to the folder of the copy
 */
record CheckpointCopy(StoragePath from, StoragePath to) {

    private static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    /** A file of other checkpoints. Those of the checkpoint itself have relative paths. */
    private static final Pattern SHARED = Pattern.compile("[a-z0-9]+:/[^\\x00-\\x1f]*/(shared|taskowned)/");

    /**
     * Copies the files, metadata last: without it, no checkpoint is found.
     *
     * @throws IOException if a file cannot be copied, or if the state is of a kind that is not relocatable
     */
    void write() throws IOException {
        for (StoragePath.Entry file : from.list()) {
            if (!file.path().name().equals(METADATA)) {
                to.resolve(file.path().name()).replace(file.path()::copyTo);
            }
        }
        var original = new ByteArrayOutputStream();
        from.resolve(METADATA).copyTo(original);
        byte[] metadata = refersToOthers(original.toByteArray()) ? relocated() : original.toByteArray();
        if (refersToOthers(metadata)) {
            throw new IOException("checkpoint " + from + " refers to files of other checkpoints");
        }
        to.resolve(METADATA).replace(out -> out.write(metadata));
    }

    private static boolean refersToOthers(byte[] metadata) {
        return SHARED.matcher(new String(metadata, StandardCharsets.ISO_8859_1)).find();
    }

    private byte[] relocated() throws IOException {
        CheckpointMetadata metadata;
        try (var in = new DataInputStream(from.resolve(METADATA).open())) {
            metadata = Checkpoints.loadCheckpointMetadata(in, CheckpointCopy.class.getClassLoader(), from.uri());
        }
        for (OperatorState operator : metadata.getOperatorStates()) {
            for (Map.Entry<Integer, OperatorSubtaskState> subtask :
                    List.copyOf(operator.getSubtaskStates().entrySet())) {
                operator.putState(subtask.getKey(), relocated(subtask.getValue()));
            }
        }
        var out = new ByteArrayOutputStream();
        Checkpoints.storeCheckpointMetadata(metadata, out);
        return out.toByteArray();
    }

    private OperatorSubtaskState relocated(OperatorSubtaskState subtask) throws IOException {
        List<KeyedStateHandle> keyed = new ArrayList<>();
        for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
            keyed.add(
                    handle instanceof IncrementalRemoteKeyedStateHandle incremental ? relocated(incremental) : handle);
        }
        return subtask.toBuilder()
                .setManagedKeyedState(new StateObjectCollection<>(keyed))
                .build();
    }

    private KeyedStateHandle relocated(IncrementalRemoteKeyedStateHandle handle) throws IOException {
        return IncrementalRemoteKeyedStateHandle.restore(
                handle.getBackendIdentifier(),
                handle.getKeyGroupRange(),
                handle.getCheckpointId(),
                relocated(handle.getSharedState()),
                relocated(handle.getPrivateState()),
                relocated(handle.getMetaDataStateHandle()),
                handle.getCheckpointedSize(),
                handle.getStateHandleId());
    }

    private List<HandleAndLocalPath> relocated(List<HandleAndLocalPath> files) throws IOException {
        List<HandleAndLocalPath> relocated = new ArrayList<>();
        for (HandleAndLocalPath file : files) {
            relocated.add(HandleAndLocalPath.of(relocated(file.getHandle()), file.getLocalPath()));
        }
        return relocated;
    }

    /** Copies a file outside the checkpoint's folder. State that the metadata hold themselves is named by a path, too. */
    private StreamStateHandle relocated(StreamStateHandle handle) throws IOException {
        if (handle instanceof ByteStreamStateHandle held) {
            return new ByteStreamStateHandle(new Path(held.getHandleName()).getName(), held.getData());
        }
        if (handle.getClass() != FileStateHandle.class) {
            return handle;
        }
        StoragePath shared = StoragePath.of(((FileStateHandle) handle).getFilePath());
        StoragePath copy = to.resolve(shared.name());
        if (!copy.exists()) {
            copy.replace(shared::copyTo);
        }
        return new RelativeFileStateHandle(copy.toFlink(), copy.name(), handle.getStateSize());
    }
}
