package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.drift.DetectorType;
import io.convstream.drift.Detectors;
import io.convstream.image.Example;
import io.convstream.network.TrainerState;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import io.convstream.snapshot.ModelSnapshotSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ModelStateSerializerTest {

    private static final int MORE_THAN_A_CHUNK = 40_001;

    @Test
    void restoresEveryPartOfAModelState() throws IOException {
        Example example = new Example("m", 17, 2, 3, new float[] {1.5f, -0f, Float.MIN_VALUE});
        ModelState state = new ModelState(
                trainer(),
                18,
                List.of(example),
                List.of(Example.tombstone("m", 20, 2)),
                2,
                4711,
                true,
                new TrainFailure("m", 9, 0.1, 1152, 1279, Instant.ofEpochMilli(1234), "sentence"),
                new RateState(
                        DetectorType.ADWIN,
                        Objects.requireNonNull(Detectors.create(DetectorType.ADWIN))
                                .add(0.5),
                        12),
                new Fingerprint(Map.of("seed", "1", "unknown", "x")));
        assertThat(roundTrip(new ModelStateSerializer(), state))
                .usingRecursiveComparison()
                .isEqualTo(state);
    }

    @Test
    void restoresAModelThatNeverFailed() throws IOException {
        ModelState state =
                new ModelState(trainer(), 0, List.of(), List.of(), 0, 0, false, null, null, Fingerprint.UNKNOWN);
        assertThat(roundTrip(new ModelStateSerializer(), state))
                .usingRecursiveComparison()
                .isEqualTo(state);
    }

    @Test
    void restoresASnapshot() throws IOException {
        ModelSnapshot snapshot = new ModelSnapshot(
                "m", EvaluationTrigger.STEPS, 0, 100, 3, 12_800, floats(MORE_THAN_A_CHUNK), floats(5));
        assertThat(roundTrip(new ModelSnapshotSerializer(), snapshot))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
    }

    @Test
    void restoresAnExample() throws IOException {
        Example example = new Example("m", 17, 2, 3, floats(24 * 24 * 3));
        assertThat(roundTrip(new ExampleSerializer(), example))
                .usingRecursiveComparison()
                .isEqualTo(example);
        Example tombstone = Example.tombstone("m", 20, 2);
        assertThat(roundTrip(new ExampleSerializer(), tombstone))
                .usingRecursiveComparison()
                .isEqualTo(tombstone);
    }

    @Test
    void refusesANewerFormat() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        out.writeInt(99);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThatThrownBy(() -> new ModelStateSerializer().deserialize(in))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 99")
                .hasMessageContaining("reads formats 1 to 3");
    }

    @Test
    void isInstantiatedFromItsSerializerSnapshot() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, new ModelStateSerializer().snapshotConfiguration());
        TypeSerializerSnapshot<ModelState> read = TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
        assertThat(read.restoreSerializer()).isInstanceOf(ModelStateSerializer.class);
        assertThat(new ModelStateSerializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(read)
                        .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void hashesParametersAsLittleEndianFloats() {
        ModelSnapshot one = new ModelSnapshot("m", EvaluationTrigger.END, 0, 1, 0, 1, new float[] {1f}, new float[0]);
        // printf '\x00\x00\x80\x3f' | sha256sum
        assertThat(one.sha256()).isEqualTo("e00e5eb9444182f352323374ef4e08ebcb784725fdd4fd612d7730540b3e0c8c");
    }

    private static TrainerState trainer() {
        String longerThanWriteUtfTakes = "x".repeat(70_000);
        return new TrainerState(
                longerThanWriteUtfTakes,
                2,
                9,
                floats(MORE_THAN_A_CHUNK),
                floats(MORE_THAN_A_CHUNK),
                new float[0],
                new double[] {4.68, 0.5});
    }

    private static float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i * 0.37f - 100;
        }
        return values;
    }

    private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        T read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }
}
