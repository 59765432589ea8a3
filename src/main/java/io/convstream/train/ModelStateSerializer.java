package io.convstream.train;

import static io.convstream.snapshot.StateFormat.*;

import io.convstream.network.TrainerState;
import io.convstream.snapshot.ImmutableSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes a model's state, format version first. Public because Flink instantiates it by name on restore. */
public final class ModelStateSerializer extends ImmutableSerializer<ModelState> {

    private static final int VERSION = 3;

    /** The first version with {@link ModelState#dropped}, the records of a failure and a {@link Fingerprint}. */
    private static final int SECOND = 2;

    /** The first version with {@link ModelState#rate}. */
    private static final int THIRD = 3;

    @Override
    public void serialize(ModelState state, DataOutputView out) throws IOException {
        out.writeInt(VERSION);
        TrainerState trainer = state.trainer();
        writeText(trainer.configuration(), out);
        out.writeInt(trainer.towers());
        out.writeLong(trainer.step());
        writeFloats(trainer.parameters(), out);
        writeFloats(trainer.averages(), out);
        writeFloats(trainer.updater(), out);
        writeDoubles(trainer.lossAverages(), out);
        out.writeLong(state.next());
        writeExamples(state.batch(), out);
        writeExamples(state.early(), out);
        out.writeInt(state.epoch());
        out.writeLong(state.images());
        out.writeBoolean(state.dropped());
        writeFailure(state.failure(), out);
        RateState.write(state.rate(), out);
        writeFingerprint(state.fingerprint(), out);
    }

    @Override
    public ModelState deserialize(DataInputView in) throws IOException {
        int version = checkVersion("this model's state", VERSION, in);
        TrainerState trainer = new TrainerState(
                readText(in),
                in.readInt(),
                in.readLong(),
                readFloats(in),
                readFloats(in),
                readFloats(in),
                readDoubles(in));
        return new ModelState(
                trainer,
                in.readLong(),
                readExamples(in),
                readExamples(in),
                in.readInt(),
                in.readLong(),
                version >= SECOND && in.readBoolean(),
                readFailure(version, in),
                version < THIRD ? null : RateState.read(in),
                version < SECOND ? Fingerprint.UNKNOWN : readFingerprint(in));
    }

    private static void writeFingerprint(Fingerprint fingerprint, DataOutputView out) throws IOException {
        out.writeInt(fingerprint.values().size());
        for (Map.Entry<String, String> value : fingerprint.values().entrySet()) {
            writeText(value.getKey(), out);
            writeText(value.getValue(), out);
        }
    }

    private static Fingerprint readFingerprint(DataInputView in) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            values.put(readText(in), readText(in));
        }
        return new Fingerprint(values);
    }

    private static void writeFailure(@Nullable TrainFailure failure, DataOutputView out) throws IOException {
        out.writeBoolean(failure != null);
        if (failure != null) {
            out.writeUTF(failure.model());
            out.writeLong(failure.step());
            out.writeDouble(failure.learningRate());
            out.writeLong(failure.firstRecord());
            out.writeLong(failure.lastRecord());
            out.writeLong(failure.time().toEpochMilli());
            writeText(failure.message(), out);
        }
    }

    private static @Nullable TrainFailure readFailure(int version, DataInputView in) throws IOException {
        return in.readBoolean()
                ? new TrainFailure(
                        in.readUTF(),
                        in.readLong(),
                        in.readDouble(),
                        version < SECOND ? -1 : in.readLong(),
                        version < SECOND ? -1 : in.readLong(),
                        Instant.ofEpochMilli(in.readLong()),
                        readText(in))
                : null;
    }

    @Override
    public TypeSerializerSnapshot<ModelState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Public because Flink instantiates it by name on restore. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ModelState> {
        public Snapshot() {
            super(ModelStateSerializer::new);
        }
    }
}
