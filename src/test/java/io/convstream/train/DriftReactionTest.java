package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.drift.DetectorType;
import io.convstream.drift.RateReaction;
import io.convstream.image.Example;
import io.convstream.image.ImageShape;
import io.convstream.image.SkippedRecords;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.snapshot.ModelSnapshot;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The training operator with a reaction to drift, on bright and dark images, which from step 200 on have arbitrary labels. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
final class DriftReactionTest {

    private static final ImageShape INPUT = new ImageShape(8, 8, 3);
    private static final int BATCH = 16;
    private static final int STEPS = 400;
    private static final int CHANGE = 200;
    private static final int RAISED = 60;
    private static final double RATE = 0.01;
    private static final RateReaction REACTION = new RateReaction(DetectorType.ADWIN, 5, RAISED);

    /** The learning rates of the steps, and the hash of the parameters at the end. */
    private record Outcome(List<Double> rates, String sha256) {}

    @Test
    void theRateIsRaisedAfterTheChange() throws Exception {
        Outcome outcome = run(REACTION);
        int first = outcome.rates().indexOf(5 * RATE);
        assertThat(first).isBetween(CHANGE + 1, CHANGE + 40);
        assertThat(outcome.rates().subList(first, first + RAISED)).containsOnly(5 * RATE);
        assertThat(outcome.rates().subList(0, first)).containsOnly(RATE);
        assertThat(outcome.rates().subList(first + RAISED, STEPS)).containsOnly(RATE);
        assertThat(outcome.sha256()).isNotEqualTo(run(null).sha256());
    }

    /** Also with a batch that is half full, while the rate is raised, and after. */
    @Test
    void aFailureAnywhereChangesNoBit() throws Exception {
        Outcome undisturbed = run(REACTION);
        int first = undisturbed.rates().indexOf(5 * RATE);
        for (int checkpoint : new int[] {CHANGE / 2, first - 1, first, first + RAISED / 2, first + RAISED, STEPS - 1}) {
            int fed = checkpoint * BATCH + BATCH / 2;
            OperatorSubtaskState saved;
            try (var harness = harness(REACTION)) {
                harness.open();
                feed(harness, 0, fed);
                harness.prepareSnapshotPreBarrier(1);
                saved = harness.snapshot(1, 0);
                feed(harness, fed, STEPS * BATCH); // lost by the failure
            }
            try (var harness = harness(REACTION)) {
                harness.setRestoredCheckpointId(1);
                harness.initializeState(saved);
                harness.open();
                feed(harness, fed, STEPS * BATCH);
                Outcome resumed = outcome(harness);
                assertThat(resumed.sha256()).as("from step %s", checkpoint).isEqualTo(undisturbed.sha256());
                assertThat(resumed.rates()).isEqualTo(undisturbed.rates().subList(checkpoint, STEPS));
            }
        }
    }

    private static Outcome run(@Nullable RateReaction reaction) throws Exception {
        try (var harness = harness(reaction)) {
            harness.open();
            feed(harness, 0, STEPS * BATCH);
            return outcome(harness);
        }
    }

    private static Outcome outcome(KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness)
            throws Exception {
        harness.getOperator().finish();
        ModelSnapshot last = harness.<ModelSnapshot>getSideOutput(Train.SNAPSHOTS).stream()
                .map(record -> record.getValue())
                .reduce((one, next) -> next)
                .orElseThrow();
        return new Outcome(
                harness.extractOutputValues().stream()
                        .map(TrainStep::learningRate)
                        .toList(),
                last.sha256());
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness(
            @Nullable RateReaction reaction) throws Exception {
        String configuration = Hyperparameters.fast(BATCH, STEPS)
                .withSchedule("constant")
                .withLearningRate(RATE)
                .apply(Presets.configuration("tiny", INPUT, 2, 1));
        var definition = new ModelDefinition("m", configuration, INPUT, BATCH, 1, 1, 0.99, 0);
        List<TrainPlan> plans = List.of(TrainPlan.of(definition, STEPS).reacting(reaction));
        return new KeyedOneInputStreamOperatorTestHarness<>(
                Train.factory(plans, 1, SkippedRecords.NONE), Train.keys(plans, 1), Types.STRING, 128, 1, 0);
    }

    private static void feed(
            KeyedOneInputStreamOperatorTestHarness<String, Example, TrainStep> harness, int from, int to)
            throws Exception {
        for (int sequence = from; sequence < to; sequence++) {
            var random = new SplittableRandom(sequence);
            boolean bright = random.nextBoolean();
            var pixels = new float[INPUT.size()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) random.nextDouble(-2, 2) + (bright ? 1 : -1);
            }
            boolean first = sequence < CHANGE * BATCH ? bright : random.nextBoolean();
            harness.processElement(new StreamRecord<>(new Example("m", sequence, 0, first ? 0 : 1, pixels)));
        }
    }
}
