package io.convstream.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Downsampling of a training's steps for charts. */
final class TrainingCurveTest {

    @Test
    void aShortTrainingKeepsEveryStep() {
        List<TrainStep> steps = Steps.consecutive(200);
        assertThat(downsampled(steps)).isEqualTo(steps);
    }

    @Test
    void aShortTrainingKeepsStepsOfEqualLoss() {
        List<TrainStep> steps = List.of(Steps.step(0, 500, 1), Steps.step(1, 1_000, 1));
        assertThat(downsampled(steps)).isEqualTo(steps);
    }

    @Test
    void aLongTrainingKeepsItsPeaksAndItsOrder() {
        List<TrainStep> steps = new ArrayList<>(Steps.consecutive(10_000));
        steps.set(7_777, Steps.step(7_777, 3_889_000, 99));
        steps.set(4_321, Steps.step(4_321, 2_161_000, -99));
        List<TrainStep> kept = downsampled(steps);
        assertThat(kept).hasSizeBetween(100, 200).contains(steps.get(7_777), steps.get(4_321));
        assertThat(kept.stream().map(TrainStep::step)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void throughputIsAMeanOverTenSteps() {
        var history = new ModelHistory();
        Steps.consecutive(25).forEach(history::add);
        var throughput = Throughput.of(history.throughput());
        assertThat(throughput.step()).containsExactly(9, 19, 24);
        assertThat(throughput.imagesPerSecond()).containsExactly(256, 256, 256);
        assertThat(throughput.at(new TrainingClock.Moment(12, 0.1))).isEqualTo(256, within(0f));
    }

    private static List<TrainStep> downsampled(List<TrainStep> steps) {
        Downsampled<TrainStep> downsampled = new Downsampled<>(200, TrainStep::loss);
        steps.forEach(downsampled::add);
        return downsampled.elements();
    }
}
