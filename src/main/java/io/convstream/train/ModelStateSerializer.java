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

/** Writes a model's state, its format's version first. Public because Flink makes it by name when it restores. */
public final class ModelStateSerializer extends ImmutableSerializer<ModelState> {

    private static final int VERSION = 1;

    @Override
    public void serialize(ModelState state, DataOutputView out) throws IOException {
        out.writeInt(VERSION);
        TrainerState learner = state.learner();
        writeText(learner.configuration(), out);
        out.writeInt(learner.towers());
        out.writeLong(learner.step());
        writeFloats(learner.parameters(), out);
        writeFloats(learner.averages(), out);
        writeFloats(learner.updater(), out);
        writeDoubles(learner.lossAverages(), out);
        out.writeLong(state.next());
        writeExamples(state.batch(), out);
        writeExamples(state.waiting(), out);
        out.writeInt(state.epoch());
        out.writeLong(state.images());
        writeFailure(state.failure(), out);
    }

    @Override
    public ModelState deserialize(DataInputView in) throws IOException {
        checkVersion("this model's state", VERSION, in);
        TrainerState learner = new TrainerState(
                readText(in),
                in.readInt(),
                in.readLong(),
                readFloats(in),
                readFloats(in),
                readFloats(in),
                readDoubles(in));
        return new ModelState(
                learner,
                in.readLong(),
                readExamples(in),
                readExamples(in),
                in.readInt(),
                in.readLong(),
                readFailure(in));
    }

    private static void writeFailure(@Nullable TrainFailure failure, DataOutputView out) throws IOException {
        out.writeBoolean(failure != null);
        if (failure != null) {
            out.writeUTF(failure.model());
            out.writeLong(failure.step());
            out.writeDouble(failure.learningRate());
            out.writeLong(failure.time().toEpochMilli());
            writeText(failure.message(), out);
        }
    }

    private static @Nullable TrainFailure readFailure(DataInputView in) throws IOException {
        return in.readBoolean()
                ? new TrainFailure(
                        in.readUTF(), in.readLong(), in.readDouble(), Instant.ofEpochMilli(in.readLong()), readText(in))
                : null;
    }

    @Override
    public TypeSerializerSnapshot<ModelState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Public because Flink makes it by name when it restores. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ModelState> {
        public Snapshot() {
            super(ModelStateSerializer::new);
        }
    }
}
