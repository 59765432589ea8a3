package io.convstream.train;

import static io.convstream.snapshot.StateFormat.*;

import io.convstream.network.TrainerState;
import io.convstream.snapshot.ImmutableSerializer;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes a model's state, format version first. Public because Flink instantiates it by name on restore. */
public final class ModelStateSerializer extends ImmutableSerializer<ModelState> {

    private static final int VERSION = 2;

    /** The first version with {@link ModelState#dropped} and the records of a failure. */
    private static final int WITH_RECORDS = 2;

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
                version >= WITH_RECORDS && in.readBoolean(),
                readFailure(version, in));
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
                        version < WITH_RECORDS ? -1 : in.readLong(),
                        version < WITH_RECORDS ? -1 : in.readLong(),
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
