package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.drift.DetectorType;
import io.convstream.drift.RateReaction;
import io.convstream.network.StepResult;
import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** The learning rate's reaction to drift on precisions of 0.8, from step 300 on 0.2. */
final class RateStateTest {

    private static final RateReaction REACTION = new RateReaction(DetectorType.ADWIN, 3, 50);
    private static final int CHANGE = 300;
    private static final int BATCH = 100;

    @Test
    void theRateIsRaisedForTheStepsAfterADriftAndOnce() {
        RateState state = initial(REACTION);
        long first = -1;
        int raised = 0;
        for (long step = 0; step < 3 * CHANGE; step++) {
            boolean isRaised = state.factor(step, REACTION) != 1;
            if (isRaised) {
                assertThat(state.factor(step, REACTION)).isEqualTo(3);
                first = first < 0 ? step : first;
                raised++;
            }
            state = state.after(result(step, step < CHANGE ? 0.8 : 0.2), REACTION);
        }
        assertThat(first).isBetween(CHANGE + 1L, CHANGE + 40L);
        assertThat(raised).isEqualTo(50);
        assertThat(state.end()).isEqualTo(first + 50);
    }

    /** Otherwise a rate that makes training worse would raise itself again. */
    @Test
    void stepsAtARaisedRateAreNoDrift() {
        RateState state = initial(REACTION);
        for (long step = 0; state.end() == 0; step++) {
            state = state.after(result(step, step < CHANGE ? 0.8 : 0.2), REACTION);
        }
        RateState raised = state;
        for (long step = raised.end() - 50; step < raised.end(); step++) {
            assertThat(state.after(result(step, 0), REACTION)).isSameAs(raised);
        }
    }

    @Test
    void anotherDetectorStartsAnewAndTheRaiseGoesToItsEnd() {
        RateState saved =
                new RateState(DetectorType.ADWIN, initial(REACTION).detector().add(0.5), 70);
        RateReaction other = new RateReaction(DetectorType.HDDM_A, 2, 10);
        RateState resumed = Objects.requireNonNull(RateState.of(other, saved));
        assertThat(resumed)
                .isEqualTo(new RateState(DetectorType.HDDM_A, initial(other).detector(), 70));
        assertThat(RateState.of(REACTION, saved)).isSameAs(saved);
        assertThat(RateState.of(null, saved)).isNull();
    }

    @Test
    void aStateIsReadAsItWasWritten() throws IOException {
        var state = new RateState(
                DetectorType.ADWIN, initial(REACTION).detector().add(0.5).add(0.25), 70);
        var out = new DataOutputSerializer(64);
        RateState.write(state, out);
        RateState.write(null, out);
        var in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThat(RateState.read(in)).usingRecursiveComparison().isEqualTo(state);
        assertThat(RateState.read(in)).isNull();
        assertThat(in.available()).isZero();
    }

    private static RateState initial(RateReaction reaction) {
        return Objects.requireNonNull(RateState.of(reaction, null));
    }

    private static StepResult result(long step, double precision) {
        int correct = (int) new Random(step)
                .doubles(BATCH)
                .filter(value -> value < precision)
                .count();
        return new StepResult(step, 0.1, 1, 0, 1, 1, 1, 0, 1, new int[] {correct}, BATCH, null);
    }
}
