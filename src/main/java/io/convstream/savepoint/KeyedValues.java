package io.convstream.savepoint;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;

/** The value states of a keyed operator, whichever state backend wrote them. */
final class KeyedValues {

    private KeyedValues() {}

    /** Receives each value of a state, as bytes in the format of its serializer. */
    interface Visitor {
        /**
         * Reads the key, then the value, both to their end.
         *
         * @param value may be the same view as {@code key}
         */
        void visit(DataInputView key, DataInputView value) throws IOException;
    }

    /**
     * Reads the values of one subtask, one at a time.
     *
     * @param keyGroups the number of key groups of the operator
     * @param visitors by name of the state; other states are skipped
     * @throws IOException if the state cannot be read
     */
    static void read(KeyedStateHandle handle, int keyGroups, Map<String, Visitor> visitors) throws IOException {
        if (handle instanceof KeyGroupsStateHandle stream) {
            new KeyGroupStream(stream, keyGroups, visitors).read();
        } else if (handle instanceof IncrementalRemoteKeyedStateHandle files) {
            new DatabaseFiles(files, keyGroups, visitors).read();
        } else {
            throw new IOException(
                    "its state is of type " + handle.getClass().getSimpleName() + ", which convstream does not read");
        }
    }
}
