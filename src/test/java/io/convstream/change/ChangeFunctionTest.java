package io.convstream.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import io.convstream.train.ClassifiedBatch;
import io.convstream.train.TrainStep;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator of change detection in Flink's harness: precision rises to 0.8, and falls to 0.5 at step 2,000. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
final class ChangeFunctionTest {

    private static final int CHANGE = 2_000;
    private static final int STEPS = 3_000;
    private static final int BATCH = 128;

    private static KeyedOneInputStreamOperatorTestHarness<String, ClassifiedBatch, ChangeEvent> harness(
            DetectorType type) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new ChangeFunction(new ChangeOptions(type, List.of("bird"), false))),
                batch -> batch.step().model(),
                Types.STRING);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aDropOfThePrecisionIsReportedOnce(DetectorType type) throws Exception {
        List<ChangeEvent> drifts = drifts(run(type, 0.5));
        assertThat(drifts).hasSize(1);
        ChangeEvent drift = drifts.get(0);
        assertThat(drift.step()).isBetween((long) CHANGE, CHANGE + 200L);
        assertThat(drift.before()).isGreaterThan(drift.now() + 0.1);
        assertThat(drift.now()).isEqualTo(0.5, within(0.1));
        assertThat(drift).extracting(ChangeEvent::model, ChangeEvent::detector).containsExactly("m", type);
        TrainStep at = step("m", drift.step(), 0.5).step();
        assertThat(drift.time()).isEqualTo(at.time());
        assertThat(drift.images()).isEqualTo(at.images());
    }

    @Test
    void theRecallOfEachClassWithImagesIsReported() throws Exception {
        ChangeEvent drift = drifts(run(DetectorType.ADWIN, 0.5)).get(0);
        assertThat(drift.classes()).extracting(ClassRecall::name).containsExactly("bird", "1");
        ClassRecall bird = drift.classes().get(0);
        assertThat(bird.recent()).isLessThan(bird.window() - 0.1);
        assertThat(bird.prequential()).isBetween(bird.recent(), 0.8);
        assertThat(drift.classes().get(1).recent()).isEqualTo(1);
        assertThat(drift.mostFallen()).hasValue(bird);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void learningIsNotDrift(DetectorType type) throws Exception {
        assertThat(drifts(run(type, 0.8))).isEmpty();
    }

    @Test
    void withoutADetectorNothingIsReported() throws Exception {
        assertThat(run(DetectorType.NONE, 0.5)).isEmpty();
    }

    private static List<ChangeEvent> run(DetectorType type, double later) throws Exception {
        try (var harness = harness(type)) {
            harness.open();
            feed(harness, 0, STEPS, later);
            return harness.extractOutputValues();
        }
    }

    @ParameterizedTest
    @EnumSource(DetectorType.class)
    void aRestoredOperatorRepeatsExactlyTheEventsAfterTheCheckpoint(DetectorType type) throws Exception {
        List<ChangeEvent> undisturbed = run(type, 0.5);
        for (int checkpoint : new int[] {1, CHANGE - 10, CHANGE + 15, CHANGE + 300}) {
            OperatorSubtaskState saved;
            try (var harness = harness(type)) {
                harness.open();
                feed(harness, 0, checkpoint, 0.5);
                saved = harness.snapshot(1, 1);
                feed(harness, checkpoint, STEPS, 0.5); // lost by a failure
            }
            try (var harness = harness(type)) {
                harness.initializeState(saved);
                harness.open();
                feed(harness, checkpoint, STEPS, 0.5);
                assertThat(harness.extractOutputValues())
                        .isEqualTo(undisturbed.stream()
                                .filter(event -> event.step() >= checkpoint)
                                .toList());
            }
        }
    }

    @Test
    void anotherDetectorStartsAnewWithTheEstimatesKept() throws Exception {
        OperatorSubtaskState saved;
        try (var harness = harness(DetectorType.ADWIN)) {
            harness.open();
            feed(harness, 0, CHANGE, 0.5);
            saved = harness.snapshot(1, 1);
        }
        try (var harness = harness(DetectorType.PAGE_HINKLEY)) {
            harness.initializeState(saved);
            harness.open();
            feed(harness, CHANGE, STEPS, 0.5); // The new detector has seen no other precision.
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void modelsAreFollowedSeparately() throws Exception {
        try (var harness = harness(DetectorType.ADWIN)) {
            harness.open();
            for (long step = 0; step < CHANGE; step++) {
                harness.processElement(new StreamRecord<>(step("good", step, 0.9)));
                harness.processElement(new StreamRecord<>(step("bad", step, 0.1)));
            }
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
        }
    }

    @Test
    void aStepWhosePrecisionIsNotANumberIsIgnored() throws Exception {
        try (var harness = harness(DetectorType.ADWIN)) {
            harness.open();
            harness.processElement(new StreamRecord<>(step("m", 0, Double.NaN)));
            feed(harness, 1, STEPS, 0.5);
            assertThat(drifts(harness.extractOutputValues())).hasSize(1);
        }
    }

    private static List<ChangeEvent> drifts(List<ChangeEvent> events) {
        return events.stream().filter(event -> event.level() == Level.DRIFT).toList();
    }

    private static void feed(
            KeyedOneInputStreamOperatorTestHarness<String, ClassifiedBatch, ChangeEvent> harness,
            long from,
            long to,
            double later)
            throws Exception {
        for (long step : LongStream.range(from, to).toArray()) {
            double mean = step < CHANGE ? 0.8 - 0.7 * Math.exp(-step / 300.0) : later;
            long correct = new SplittableRandom(step)
                    .doubles(BATCH)
                    .filter(value -> value < mean)
                    .count();
            harness.processElement(new StreamRecord<>(step("m", step, (double) correct / BATCH)));
        }
    }

    /** A batch of two classes, of which the second has a quarter of the images, and no third; all errors are in the first. */
    private static ClassifiedBatch step(String model, long step, double precision) {
        int correct = (int) Math.round(precision * BATCH);
        int second = Math.min(correct, BATCH / 4);
        return new ClassifiedBatch(
                trainStep(model, step, precision),
                new int[] {BATCH - BATCH / 4, BATCH / 4, 0},
                new int[] {correct - second, second, 0});
    }

    private static TrainStep trainStep(String model, long step, double precision) {
        return new TrainStep(
                model,
                step,
                0,
                (step + 1) * BATCH,
                BATCH,
                Instant.EPOCH.plusMillis(step),
                0.1,
                2,
                1.9,
                0.1,
                2,
                1.9,
                0.1,
                1,
                precision,
                500);
    }
}
