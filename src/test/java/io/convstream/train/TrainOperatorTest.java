package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.convstream.image.Example;
import io.convstream.image.ImageShape;
import io.convstream.image.SkippedRecords;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // Flink's harness closes with any exception.
class TrainOperatorTest {

    private static final ImageShape INPUT = new ImageShape(8, 8, 3);
    private static final int BATCH = 4;

    @Test
    void aSnapshotIsSentWhenItsCheckpointCompletesAndNeverIfItIsAborted() throws Exception {
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 8);
            checkpoint(harness, 1);
            assertThat(snapshots(harness)).isEmpty();
            harness.getOperator().notifyCheckpointAborted(1);
            feed(harness, 8, 4);
            checkpoint(harness, 2);
            harness.notifyOfCompletedCheckpoint(2);

            assertThat(snapshots(harness)).extracting(ModelSnapshot::checkpoint).containsExactly(2L);
            assertThat(snapshots(harness)).extracting(ModelSnapshot::step).containsExactly(3L);
        }
    }

    @Test
    void aCompletedCheckpointSubsumesEarlierOnes() throws Exception {
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 4);
            checkpoint(harness, 1);
            checkpoint(harness, 2);
            harness.notifyOfCompletedCheckpoint(2);
            harness.notifyOfCompletedCheckpoint(1);
            assertThat(snapshots(harness)).extracting(ModelSnapshot::checkpoint).containsExactly(2L);
        }
    }

    @Test
    void aRestoredOperatorResendsItsSnapshotAndContinuesBitForBit() throws Exception {
        List<TrainStep> undisturbed;
        String finalHash;
        OperatorSubtaskState saved;
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 10); // two batches and a half
            saved = checkpoint(harness, 7);
            feed(harness, 10, 10);
            harness.getOperator().finish();
            undisturbed = steps(harness);
            finalHash = last(snapshots(harness)).sha256();
        }
        try (var harness = harness(0.1)) {
            harness.setRestoredCheckpointId(7);
            harness.initializeState(saved);
            harness.open();
            harness.getTaskMailbox().drain().forEach(TrainOperatorTest::run);
            assertThat(snapshots(harness)).extracting(ModelSnapshot::checkpoint).containsExactly(7L);
            feed(harness, 10, 10);
            harness.getOperator().finish();
            assertThat(steps(harness))
                    .extracting(TrainStep::loss)
                    .containsExactlyElementsOf(undisturbed.subList(2, 5).stream()
                            .map(TrainStep::loss)
                            .toList());
            assertThat(last(snapshots(harness)).trigger()).isEqualTo(EvaluationTrigger.END);
            assertThat(last(snapshots(harness)).sha256()).isEqualTo(finalHash);
        }
    }

    @Test
    void tombstonesAndMixedOrderChangeNothingButTheBatches() throws Exception {
        try (var harness = harness(0.1)) {
            harness.open();
            for (long sequence : new long[] {3, 1, 0, 2, 5}) {
                harness.processElement(new StreamRecord<>(example(sequence)));
            }
            harness.prepareSnapshotPreBarrier(1);
            assertThat(steps(harness)).hasSize(1);
            harness.processElement(new StreamRecord<>(Example.tombstone("m", 4, 0)));
            feed(harness, 6, 2);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(steps(harness)).hasSize(1);
            feed(harness, 8, 1);
            harness.prepareSnapshotPreBarrier(3);
            assertThat(steps(harness)).extracting(TrainStep::images).containsExactly(4L, 8L);
        }
    }

    @Test
    void aRestoredBatchDropsSkippedRecords() throws Exception {
        String expected;
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 5);
            harness.processElement(new StreamRecord<>(Example.tombstone("m", 5, 0)));
            feed(harness, 6, 7);
            harness.getOperator().finish();
            expected = last(snapshots(harness)).sha256();
        }
        OperatorSubtaskState saved;
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 7); // the second batch holds 4, 5 and 6
            saved = checkpoint(harness, 1);
        }
        var skipped = new SkippedRecords(List.of(new SkippedRecords.Range(5, 5)));
        try (var harness = harness(List.of(plan("m", 0.1)), skipped)) {
            harness.initializeState(saved);
            harness.open();
            feed(harness, 7, 6);
            harness.getOperator().finish();
            assertThat(last(snapshots(harness)).sha256()).isEqualTo(expected);
        }
    }

    @Test
    void aModelThatFailedOnSkippedRecordsTrainsAgain() throws Exception {
        OperatorSubtaskState saved;
        SkippedRecords failed;
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 5);
            float[] poison = new float[INPUT.size()];
            Arrays.fill(poison, Float.NaN);
            harness.processElement(new StreamRecord<>(new Example("m", 5, 0, 1, poison)));
            feed(harness, 6, 4);
            saved = checkpoint(harness, 1);
            Collection<StreamRecord<TrainFailure>> failures = harness.getSideOutput(Train.FAILED);
            TrainFailure failure = failures.iterator().next().getValue();
            assertThat(failure.message()).contains(" on the records 4-7; ");
            failed = SkippedRecords.NONE.with(new SkippedRecords.Range(failure.firstRecord(), failure.lastRecord()));
            assertThat(failed).hasToString("4-7");
        }
        for (SkippedRecords skipped : List.of(SkippedRecords.NONE, failed)) {
            try (var harness = harness(List.of(plan("m", 0.1)), skipped)) {
                harness.initializeState(saved);
                harness.open();
                feed(harness, 10, 4);
                checkpoint(harness, 2);
                assertThat(steps(harness)).hasSize(skipped.equals(failed) ? 1 : 0);
            }
        }
    }

    @Test
    @Timeout(60)
    void aStepIsEmittedOnCompletionWithoutFurtherInput() throws Exception {
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 4);
            while (steps(harness).isEmpty()) {
                run(harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY));
            }
            assertThat(steps(harness)).hasSize(1);
        }
    }

    @Test
    void aMissingRecordIsAnError() throws Exception {
        var harness = harness(0.1);
        harness.open();
        feed(harness, 0, 2);
        feed(harness, 3, 2);
        assertThatThrownBy(harness::close).hasStackTraceContaining("record 2 is missing");
    }

    @Test
    void aFailedModelIsReportedKeepsItsLastGoodStateAndFailsTheJobOnceTheEventIsCommitted() throws Exception {
        try (var harness = harness(1e30)) {
            harness.open();
            feed(harness, 0, 12);
            harness.prepareSnapshotPreBarrier(0);
            Collection<StreamRecord<TrainFailure>> failures = harness.getSideOutput(Train.FAILED);
            assertThat(failures).hasSize(1);
            assertThat(failures.iterator().next().getValue().message()).contains("not finite at step");
            int done = steps(harness).size();
            checkpoint(harness, 1);
            harness.notifyOfCompletedCheckpoint(1);
            assertThat(last(snapshots(harness)).step()).isEqualTo(done);
            for (float parameter : last(snapshots(harness)).parameters()) {
                assertThat(parameter).isFinite();
            }
            checkpoint(harness, 2);
            assertThatThrownBy(() -> harness.notifyOfCompletedCheckpoint(2))
                    .hasStackTraceContaining("not finite at step");
        }
    }

    @Test
    void aModelThatFailsBeforeTheInputEndsFailsTheJobSoThatFlinkRetainsTheCheckpoint() throws Exception {
        var harness = harness(1e30);
        harness.open();
        feed(harness, 0, 2);
        checkpoint(harness, 1);
        harness.notifyOfCompletedCheckpoint(1);
        feed(harness, 2, 12);

        assertThatThrownBy(harness::close)
                .isInstanceOf(SuppressRestartsException.class)
                .hasStackTraceContaining("not finite at step");
    }

    @Test
    void aCheckpointOfOtherModelsIsRefused() throws Exception {
        OperatorSubtaskState saved;
        try (var harness = harness(0.1)) {
            harness.open();
            saved = checkpoint(harness, 1); // also before the first example
        }
        assertThatThrownBy(
                        () -> harness(List.of(plan("b", 0.1), plan("m", 0.1))).initializeState(saved))
                .hasStackTraceContaining("the checkpoint holds no model named b");
        assertThatThrownBy(() -> harness(List.of(plan("n", 0.1))).initializeState(saved))
                .hasStackTraceContaining("a model named m and was taken with other models than [n]");
    }

    @Test
    void aModelFinishesAfterItsStepsNotCountingTombstones() throws Exception {
        try (var harness = harness(List.of(plan("m", 0.1, 2)))) {
            harness.open();
            feed(harness, 0, BATCH);
            for (int sequence = BATCH; sequence < 2 * BATCH; sequence++) {
                harness.processElement(new StreamRecord<>(Example.tombstone("m", sequence, 0)));
            }
            feed(harness, 2 * BATCH, BATCH - 1);
            harness.prepareSnapshotPreBarrier(1);
            assertThat(done(harness)).isZero();
            feed(harness, 3 * BATCH - 1, BATCH);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(done(harness)).isOne();
            assertThat(steps(harness)).hasSize(2);
        }
    }

    private static long done(KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness) {
        var operator = (TrainOperator) harness.getOperator();
        return operator.getRuntimeContext()
                .getLongCounter(Train.FINISHED_MODELS)
                .getLocalValue();
    }

    @Test
    void emitsHowEachBatchWasClassified() throws Exception {
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 2 * BATCH + 1);
            harness.getOperator().finish();
            Collection<StreamRecord<ClassifiedBatch>> sent = harness.getSideOutput(Train.CLASSIFIED);
            List<ClassifiedBatch> batches =
                    sent.stream().map(StreamRecord::getValue).toList();
            assertThat(batches).extracting(ClassifiedBatch::step).isEqualTo(steps(harness));
            for (ClassifiedBatch batch : batches) {
                int first = (int) batch.step().step() * BATCH;
                for (int label = 0; label < batch.images().length; label++) {
                    int of = label;
                    assertThat(batch.images()[label]).isEqualTo((int)
                            LongStream.range(first, first + batch.step().batchSize())
                                    .filter(number -> example(number).label() == of)
                                    .count());
                    assertThat(batch.correct()[label]).isBetween(0, batch.images()[label]);
                }
                assertThat(Arrays.stream(batch.correct()).sum()).isEqualTo((int)
                        Math.round(batch.step().precision() * batch.step().batchSize()));
            }
        }
    }

    @Test
    void everySecondStepEmitsASummaryWithItsImages() throws Exception {
        try (var harness = harness(0.1)) {
            harness.open();
            feed(harness, 0, 5 * BATCH);
            harness.getOperator().finish();
            List<TrainSummary> summaries = harness.getSideOutput(Train.SUMMARIES).stream()
                    .map(StreamRecord::getValue)
                    .toList();
            assertThat(summaries).extracting(summary -> summary.step().step()).containsExactly(0L, 2L, 4L);
            assertThat(summaries).extracting(TrainSummary::step).isSubsetOf(steps(harness));
            List<Example> seen = LongStream.range(2 * BATCH, 2 * BATCH + 3)
                    .mapToObj(TrainOperatorTest::example)
                    .toList();
            float[] images = summaries.get(1).images();
            assertThat(images).hasSize(3 * INPUT.size());
            for (int i = 0; i < images.length; i++) {
                assertThat(images[i]).isEqualTo(seen.get(i / INPUT.size()).pixels()[i % INPUT.size()]);
            }
        }
    }

    private static void run(Mail mail) {
        try {
            mail.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, BATCH, 5, 64})
    void imagesThatWaitAreTrainedOnceInBatchesOfAnotherSize(int batch) throws Exception {
        OperatorSubtaskState saved = elevenImages();
        try (var harness = harness(List.of(plan("m", 0.1, 1_000, batch)))) {
            harness.setRestoredCheckpointId(1);
            harness.initializeState(saved);
            harness.open();
            OperatorSubtaskState again = checkpoint(harness, 2);
            long first = steps(harness).size();
            assertThat(first).isEqualTo(3 / batch);
            try (var second = harness(List.of(plan("m", 0.1, 1_000, batch)))) {
                second.setRestoredCheckpointId(2);
                second.initializeState(again);
                second.open();
                feed(second, 11, 10);
                second.getOperator().finish();
                assertThat(steps(second).get(steps(second).size() - 1).images()).isEqualTo(21);
                assertThat(first + steps(second).size()).isEqualTo((3 + 10 + batch - 1) / batch);
            }
        }
    }

    @Test
    void aCheckpointOfALaterStepOrAnotherFingerprintIsRefusedWithoutRestart() throws Exception {
        OperatorSubtaskState saved = elevenImages();
        assertRefused(saved, plan("m", 0.1, 1), "the checkpoint is at step 2, but the run ends after 1");
        assertRefused(
                saved,
                plan("m", 0.1).withFingerprint(Fingerprint.UNKNOWN.with(Setting.DATA, "topic b")),
                "was taken with other settings: the training images are not those of the run (topic b, not topic a): resume it");
    }

    /** Two batches and three images. */
    private static OperatorSubtaskState elevenImages() throws Exception {
        TrainPlan plan = plan("m", 0.1).withFingerprint(Fingerprint.UNKNOWN.with(Setting.DATA, "topic a"));
        try (var harness = harness(List.of(plan))) {
            harness.open();
            feed(harness, 0, 11);
            return checkpoint(harness, 1);
        }
    }

    private static void assertRefused(OperatorSubtaskState saved, TrainPlan plan, String sentence) throws Exception {
        try (var harness = harness(List.of(plan))) {
            harness.setRestoredCheckpointId(1);
            Throwable refusal = catchThrowable(() -> harness.initializeState(saved));
            assertThat(refusal).rootCause().hasMessageContaining(sentence);
            assertThat(ThrowableClassifier.findThrowableOfThrowableType(refusal, ThrowableType.NonRecoverableError))
                    .isPresent();
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness(double rate)
            throws Exception {
        return harness(List.of(plan("m", rate)));
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness(List<TrainPlan> plans)
            throws Exception {
        return harness(plans, SkippedRecords.NONE);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness(
            List<TrainPlan> plans, SkippedRecords skipped) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                Train.factory(plans, 1, skipped), Train.keys(plans, 1), Types.STRING, 128, 1, 0);
    }

    private static TrainPlan plan(String model, double rate) {
        return plan(model, rate, 1_000);
    }

    private static TrainPlan plan(String model, double rate, long steps) {
        return plan(model, rate, steps, BATCH);
    }

    private static TrainPlan plan(String model, double rate, long steps, int batch) {
        String configuration = Hyperparameters.fast(BATCH, 100)
                .withSchedule("constant")
                .withLearningRate(rate)
                .apply(Presets.configuration("tiny", INPUT, 10, 1));
        return new TrainPlan(new ModelDefinition(model, configuration, INPUT, batch, 2, 1, 0.99, 0), steps, 0, 2);
    }

    private static void feed(
            KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness, long from, int count)
            throws Exception {
        for (long sequence = from; sequence < from + count; sequence++) {
            harness.processElement(new StreamRecord<>(example(sequence)));
        }
    }

    /** As the task does: drains the steps in flight before the barrier. */
    private static OperatorSubtaskState checkpoint(
            KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness, long id) throws Exception {
        harness.prepareSnapshotPreBarrier(id);
        return harness.snapshot(id, 0);
    }

    private static Example example(long sequence) {
        var random = new Random(sequence);
        float[] pixels = new float[INPUT.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new Example("m", sequence, 0, random.nextInt(10), pixels);
    }

    private static List<TrainStep> steps(KeyedOneInputStreamOperatorTestHarness<?, ?, TrainStep> harness) {
        return harness.extractOutputValues();
    }

    private static List<ModelSnapshot> snapshots(KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness) {
        Collection<StreamRecord<ModelSnapshot>> sent = harness.getSideOutput(Train.SNAPSHOTS);
        return sent == null
                ? List.of()
                : new ArrayList<>(sent.stream().map(StreamRecord::getValue).toList());
    }

    private static ModelSnapshot last(List<ModelSnapshot> snapshots) {
        return snapshots.get(snapshots.size() - 1);
    }
}
