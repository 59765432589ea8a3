package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.ImageShape;
import io.convstream.image.LabeledImages;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harness closes with any exception.
class EvaluateOperatorTest {

    private static final ImageShape INPUT = new ImageShape(8, 8, 3);
    private static final int IMAGES = 200;

    /** Delays the first evaluation of a test. Static because the image source is serialized. */
    private static final CountDownLatch HELD = new CountDownLatch(1);

    private final Map<String, Metric> metrics = new HashMap<>();

    @Test
    void theBestPrecisionSurvivesARestart() throws Exception {
        Map<Long, ModelSnapshot> snapshots = Map.of(1L, snapshot(1), 2L, snapshot(2));
        List<Evaluation> evaluations;
        OperatorSubtaskState saved;
        try (var harness = harness()) {
            harness.open();
            for (ModelSnapshot snapshot : snapshots.values()) {
                harness.processElement(new StreamRecord<>(snapshot));
            }
            harness.getOperator().finish();
            evaluations = harness.extractOutputValues().stream()
                    .map(EvaluatedModel::evaluation)
                    .toList();
            saved = harness.snapshot(1, 0);
        }
        Comparator<Evaluation> byPrecision = Comparator.comparingDouble(Evaluation::bestPrecision);
        double best = evaluations.stream().max(byPrecision).orElseThrow().bestPrecision();
        Evaluation worse = evaluations.stream().min(byPrecision).orElseThrow();
        assertThat(worse.bestPrecision()).isLessThan(best);

        metrics.clear();
        try (var harness = harness()) {
            harness.initializeState(saved);
            harness.open();
            harness.processElement(new StreamRecord<>(Objects.requireNonNull(snapshots.get(worse.step()))));
            harness.getOperator().finish();

            assertThat(shown("precisionNewest")).isEqualTo(worse.newest().precision());
            assertThat(shown("precisionBest")).isEqualTo(best);
        }
    }

    @Test
    void anErrorInAnEvaluationFailsTheTask() throws Exception {
        var harness = harness(() -> {
            throw new OutOfMemoryError("none for the held-out images");
        });
        harness.open();
        harness.processElement(new StreamRecord<>(snapshot(1)));

        assertThatThrownBy(harness::close)
                .hasMessageContaining("cannot evaluate model m at step 1")
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aFullQueueBlocksTheInput() throws Exception {
        try (var harness = harness(EvaluateOperatorTest::heldImages)) {
            harness.open();
            for (int step = 1; step <= EvaluateOperator.QUEUE_CAPACITY; step++) {
                harness.processElement(new StreamRecord<>(snapshot(step)));
            }
            assertThat(harness.extractOutputValues()).isEmpty();
            HELD.countDown();
            harness.processElement(new StreamRecord<>(snapshot(9))); // returns when an evaluation has completed

            assertThat(harness.extractOutputValues()).isNotEmpty();
            harness.getOperator().finish();
            assertThat(harness.extractOutputValues())
                    .extracting(model -> model.evaluation().step())
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        }
    }

    private Object shown(String name) {
        return ((Gauge<?>) Objects.requireNonNull(metrics.get(name), name)).getValue();
    }

    private OneInputStreamOperatorTestHarness<ModelSnapshot, EvaluatedModel> harness() throws Exception {
        return harness(EvaluateOperatorTest::images);
    }

    private OneInputStreamOperatorTestHarness<ModelSnapshot, EvaluatedModel> harness(HeldOutSource heldOut)
            throws Exception {
        var registry = TestingMetricRegistry.builder()
                .setRegisterConsumer((metric, name, group) -> metrics.put(name, metric))
                .build();
        var group = TaskManagerMetricGroup.createTaskManagerMetricGroup(registry, "localhost", ResourceID.generate())
                .addJob(new JobID(), "job")
                .addTask(ExecutionGraphTestUtils.createExecutionAttemptId(), "evaluate");
        return new OneInputStreamOperatorTestHarness<>(
                Evaluate.factory(List.of(definition(1)), heldOut),
                MockEnvironment.builder().setMetricGroup(group).build());
    }

    private static ModelDefinition definition(long seed) {
        String configuration = Presets.configuration("tiny", INPUT, 10, seed);
        return new ModelDefinition("m", configuration, INPUT, 16, 1, seed, 0.99, 0);
    }

    /** An untrained model with a seed of its own. */
    private static ModelSnapshot snapshot(long seed) {
        try (Trainer learner = new Trainer(definition(seed))) {
            float[] parameters = learner.state().parameters();
            return new ModelSnapshot("m", EvaluationTrigger.STEPS, 0, seed, 0, seed, parameters, parameters);
        }
    }

    private static LabeledImages heldImages() {
        try {
            HELD.await();
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted");
        }
        return images();
    }

    private static LabeledImages images() {
        var random = new Random(1);
        float[] pixels = new float[IMAGES * INPUT.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new LabeledImages(pixels, random.ints(IMAGES, 0, 10).toArray());
    }
}
