package io.convstream.snapshot;

import static io.convstream.snapshot.StateFormat.*;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes a snapshot, format version first. Public because Flink instantiates it by name on restore. */
public final class ModelSnapshotSerializer extends ImmutableSerializer<ModelSnapshot> {

    private static final int VERSION = 1;

    @Override
    public void serialize(ModelSnapshot snapshot, DataOutputView out) throws IOException {
        out.writeInt(VERSION);
        out.writeUTF(snapshot.model());
        out.writeUTF(snapshot.trigger().name());
        out.writeLong(snapshot.checkpoint());
        out.writeLong(snapshot.step());
        out.writeInt(snapshot.epoch());
        out.writeLong(snapshot.images());
        writeFloats(snapshot.parameters(), out);
        writeFloats(snapshot.ema(), out);
    }

    @Override
    public ModelSnapshot deserialize(DataInputView in) throws IOException {
        checkVersion("this model snapshot", VERSION, in);
        return new ModelSnapshot(
                in.readUTF(),
                EvaluationTrigger.valueOf(in.readUTF()),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                readFloats(in),
                readFloats(in));
    }

    @Override
    public TypeSerializerSnapshot<ModelSnapshot> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Public because Flink instantiates it by name on restore. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ModelSnapshot> {
        public Snapshot() {
            super(ModelSnapshotSerializer::new);
        }
    }
}
