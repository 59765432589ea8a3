package io.convstream.savepoint;

import io.convstream.savepoint.KeyedValues.Visitor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.state.CompositeKeySerializationUtils;
import org.apache.flink.runtime.state.FullSnapshotUtil;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.SnappyStreamCompressionDecorator;
import org.apache.flink.runtime.state.UncompressedStreamCompressionDecorator;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.BackendStateType;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonSerializerKeys;

/** Reads keyed state that is one stream: a checkpoint of the heap backend, or a canonical savepoint of any backend. */
final class KeyGroupStream {

    private final KeyGroupsStateHandle handle;
    private final int keyGroups;
    private final Map<String, Visitor> visitors;

    /** See {@link KeyedValues#read}. */
    KeyGroupStream(KeyGroupsStateHandle handle, int keyGroups, Map<String, Visitor> visitors) {
        this.handle = handle;
        this.keyGroups = keyGroups;
        this.visitors = visitors;
    }

    void read() throws IOException {
        try (FSDataInputStream in = handle.openInputStream()) {
            var header = new KeyedBackendSerializationProxy<>(new StateClasses());
            header.read(new DataInputViewStreamWrapper(in));
            for (Tuple2<Integer, Long> group : handle.getGroupRangeOffsets()) {
                if (group.f1 != 0) { // 0: the key group is empty
                    in.seek(group.f1);
                    readGroup(in, header);
                }
            }
        }
    }

    private void readGroup(FSDataInputStream in, KeyedBackendSerializationProxy<?> header) throws IOException {
        boolean canonical = handle instanceof KeyGroupsSavepointStateHandle;
        if (!canonical) {
            new DataInputViewStreamWrapper(in).readInt(); // the number of the key group, never compressed
        }
        var compression = header.isUsingKeyGroupCompression()
                ? SnappyStreamCompressionDecorator.INSTANCE
                : UncompressedStreamCompressionDecorator.INSTANCE;
        try (InputStream group = compression.decorateWithCompression(in)) {
            DataInputView view = new DataInputViewStreamWrapper(group);
            if (canonical) {
                readEntries(view, header.getStateMetaInfoSnapshots());
            } else {
                readTables(view, header);
            }
        }
    }

    /** Reads pairs of bytes; a bit in a key marks the last one of a state. */
    private void readEntries(DataInputView view, List<StateMetaInfoSnapshot> states) throws IOException {
        int prefix = CompositeKeySerializationUtils.computeRequiredBytesInKeyGroupPrefix(keyGroups);
        int state = readStateId(view);
        while (state != FullSnapshotUtil.END_OF_KEY_GROUP_MARK) {
            byte[] key = BytePrimitiveArraySerializer.INSTANCE.deserialize(view);
            byte[] value = BytePrimitiveArraySerializer.INSTANCE.deserialize(view);
            boolean last = FullSnapshotUtil.hasMetaDataFollowsFlag(key);
            FullSnapshotUtil.clearMetaDataFollowsFlag(key);
            Visitor visitor = visitors.get(states.get(state).getName());
            if (visitor != null) {
                visitor.visit(
                        new DataInputDeserializer(key, prefix, key.length - prefix), new DataInputDeserializer(value));
            }
            if (last) {
                state = readStateId(view);
            }
        }
    }

    private static int readStateId(DataInputView view) throws IOException {
        return view.readShort() & FullSnapshotUtil.END_OF_KEY_GROUP_MARK;
    }

    /** Reads the table of each state; its entries have no length, so the others are skipped by their serializer. */
    private void readTables(DataInputView view, KeyedBackendSerializationProxy<?> header) throws IOException {
        List<StateMetaInfoSnapshot> states = header.getStateMetaInfoSnapshots();
        for (int i = 0; i < states.size(); i++) {
            StateMetaInfoSnapshot state = states.get(view.readShort());
            TypeSerializer<?> serializer = serializer(state, CommonSerializerKeys.VALUE_SERIALIZER);
            int count = view.readInt();
            for (int entry = 0; entry < count; entry++) {
                if (state.getBackendStateType() != BackendStateType.KEY_VALUE) {
                    serializer.deserialize(view);
                    continue;
                }
                serializer(state, CommonSerializerKeys.NAMESPACE_SERIALIZER).deserialize(view);
                Visitor visitor = visitors.get(state.getName());
                if (visitor != null) {
                    visitor.visit(view, view);
                } else {
                    header.getKeySerializerSnapshot().restoreSerializer().deserialize(view);
                    skip(serializer, view);
                }
            }
        }
    }

    private static TypeSerializer<?> serializer(StateMetaInfoSnapshot state, CommonSerializerKeys kind)
            throws IOException {
        var snapshot = state.getTypeSerializerSnapshot(kind);
        if (snapshot == null) {
            throw new IOException("state " + state.getName() + " names no serializer");
        }
        return snapshot.restoreSerializer();
    }

    /** Skips a value, and a map entry by entry: a shuffle buffer may be larger than the heap. */
    private static void skip(TypeSerializer<?> serializer, DataInputView view) throws IOException {
        if (serializer instanceof MapSerializer<?, ?> map) {
            int size = view.readInt();
            for (int i = 0; i < size; i++) {
                map.getKeySerializer().deserialize(view);
                if (!view.readBoolean()) { // null
                    map.getValueSerializer().deserialize(view);
                }
            }
        } else {
            serializer.deserialize(view);
        }
    }
}
