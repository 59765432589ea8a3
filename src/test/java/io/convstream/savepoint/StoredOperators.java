package io.convstream.savepoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

/** States of operators as Flink stores them in a file {@code _metadata}. */
public final class StoredOperators {

    private static final String STATE = "src/test/resources/state/format-1.bin";

    private StoredOperators() {}

    /** Returns the state of a training operator under a uid: model {@code m} after two steps. */
    public static OperatorState train(String uid) throws Exception {
        var stored = (KeyGroupsStateHandle) OperatorSnapshotUtil.readStateHandle(STATE)
                .getManagedKeyedState()
                .iterator()
                .next();
        try (InputStream in = stored.openInputStream()) {
            var inline = new KeyGroupsStateHandle(
                    stored.getGroupRangeOffsets(), new ByteStreamStateHandle("state", in.readAllBytes()));
            return operator(
                    uid,
                    OperatorSubtaskState.builder().setManagedKeyedState(inline).build());
        }
    }

    static OperatorState operator(String uid, OperatorSubtaskState state) {
        OperatorState operator = new OperatorState(uid, uid, new OperatorID(), 1, 1);
        operator.putState(0, state);
        return operator;
    }

    public static byte[] metadata(OperatorState... operators) throws IOException {
        var bytes = new ByteArrayOutputStream();
        Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(7, List.of(operators), List.of()), bytes);
        return bytes.toByteArray();
    }
}
