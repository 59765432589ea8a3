package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.convstream.image.Example;
import io.convstream.image.ImageShape;
import io.convstream.image.SkippedRecords;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.snapshot.ModelSnapshot;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restores a checkpoint of the training operator in format 1, stored as a file; every later version must read it.
 * {@link #main} writes the file of a new format.
 */
@SuppressWarnings("try") // Flink's harness closes with any exception.
class SavedStateTest {

    private static final Path FORMAT_1 = Path.of("src/test/resources/state/format-1.bin");
    private static final String PARAMETERS = "788d7e0bf9ec73a85b1cb435ddbdd5d14e5dea91621a232a144a202e542d4cc3";
    private static final ImageShape INPUT = new ImageShape(4, 4, 3);
    private static final int CLASSES = 3;
    private static final int BATCH = 4;
    private static final int CHECKPOINT = 7;
    /** Two batches and a half. */
    private static final int FED = 10;

    @TempDir
    private Path folder;

    @Test
    void stateOfFormat1IsReadAndTrainingResumes() throws Exception {
        try (var harness = harness()) {
            harness.setRestoredCheckpointId(CHECKPOINT);
            harness.initializeState(OperatorSnapshotUtil.readStateHandle(FORMAT_1.toString()));
            harness.open();
            for (Mail mail : harness.getTaskMailbox().drain()) {
                mail.run();
            }
            ModelSnapshot restored = harness.<ModelSnapshot>getSideOutput(Train.SNAPSHOTS)
                    .iterator()
                    .next()
                    .getValue();
            assertThat(restored.sha256()).isEqualTo(PARAMETERS);
            assertThat(restored.step()).isEqualTo(2);

            feed(harness, FED, 2);
            harness.getOperator().finish();
            assertThat(harness.extractOutputValues())
                    .extracting(TrainStep::step, TrainStep::images)
                    .containsExactly(tuple(2L, 12L));
        }
    }

    @Test
    void stateOfANewerFormatIsRefusedWithoutRestart() throws Exception {
        Path future = Files.write(folder.resolve("future.bin"), withVersion99(Files.readAllBytes(FORMAT_1)));
        OperatorSubtaskState state = OperatorSnapshotUtil.readStateHandle(future.toString());
        try (var harness = harness()) {
            Throwable refusal = catchThrowable(() -> harness.initializeState(state));
            assertThat(refusal)
                    .hasRootCauseMessage(
                            "this model's state was written in format 99, this convstream reads formats 1 to "
                                    + "3: use the version that wrote it, or a newer one");
            assertThat(ThrowableClassifier.findThrowableOfThrowableType(refusal, ThrowableType.NonRecoverableError))
                    .isPresent();
        }
    }

    /** The version precedes the length of the configuration, which begins with a brace. */
    private static byte[] withVersion99(byte[] state) {
        byte[] changed = Arrays.copyOf(state, state.length);
        ByteBuffer bytes = ByteBuffer.wrap(changed);
        for (int at = 0; at < state.length - 8; at++) {
            int length = bytes.getInt(at + 4);
            if (bytes.getInt(at) == 1 && length > 0 && length < state.length && state[at + 8] == '{') {
                bytes.putInt(at, 99);
                return changed;
            }
        }
        throw new IllegalStateException("no version in " + FORMAT_1);
    }

    /** Writes a file in the current format and prints the hash for the test. */
    public static void main(String[] arguments) throws Exception {
        try (var harness = harness()) {
            harness.open();
            feed(harness, 0, FED);
            harness.prepareSnapshotPreBarrier(CHECKPOINT);
            OperatorSnapshotUtil.writeStateHandle(harness.snapshot(CHECKPOINT, 0), arguments[0]);
            harness.notifyOfCompletedCheckpoint(CHECKPOINT);
            for (StreamRecord<ModelSnapshot> sent : harness.<ModelSnapshot>getSideOutput(Train.SNAPSHOTS)) {
                System.out.println(sent.getValue().sha256());
            }
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness() throws Exception {
        String configuration = Hyperparameters.fast(BATCH, 100)
                .withSchedule("constant")
                .apply(Presets.configuration("tiny", INPUT, CLASSES, 1));
        var plan = new TrainPlan(new ModelDefinition("m", configuration, INPUT, BATCH, 2, 1, 0.99, 0), 1_000, 0, 0);
        return new KeyedOneInputStreamOperatorTestHarness<>(
                Train.factory(List.of(plan), 1, SkippedRecords.NONE), Example::model, Types.STRING, 1, 1, 0);
    }

    private static void feed(
            KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness, int from, int count)
            throws Exception {
        for (int sequence = from; sequence < from + count; sequence++) {
            float[] pixels = new float[INPUT.size()];
            Arrays.fill(pixels, sequence / 10f);
            harness.processElement(new StreamRecord<>(new Example("m", sequence, 0, sequence % CLASSES, pixels)));
        }
    }
}
