package io.convstream.report;

import io.convstream.train.TrainStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a training went, by columns. A long one is thinned: of each stretch of steps the two with the lowest and the
 * highest loss stay, so every point is a real step and no peak is lost.
 */
record Curve(long[] step, float[] minutes, float[] loss, float[] averagedLoss, float[] learningRate) {

    private static final int MOST_POINTS = 1_500;

    static Curve of(List<TrainStep> steps, TrainingClock clock) {
        List<TrainStep> kept = thinned(steps, MOST_POINTS);
        return new Curve(
                kept.stream().mapToLong(TrainStep::step).toArray(),
                Columns.of(kept, step -> clock.minutes(step.time())),
                Columns.of(kept, TrainStep::loss),
                Columns.of(kept, TrainStep::averagedLoss),
                Columns.of(kept, TrainStep::learningRate));
    }

    static List<TrainStep> thinned(List<TrainStep> steps, int most) {
        if (steps.size() <= most) {
            return steps;
        }
        int stretch = (2 * steps.size() + most - 1) / most;
        Comparator<TrainStep> byLoss = Comparator.comparingDouble(TrainStep::loss);
        List<TrainStep> kept = new ArrayList<>();
        for (int from = 0; from < steps.size(); from += stretch) {
            List<TrainStep> some = steps.subList(from, Math.min(from + stretch, steps.size()));
            TrainStep lowest = some.stream().min(byLoss).orElseThrow();
            TrainStep highest = some.stream().max(byLoss).orElseThrow();
            kept.add(lowest.step() < highest.step() ? lowest : highest);
            if (lowest.step() != highest.step()) {
                kept.add(lowest.step() < highest.step() ? highest : lowest);
            }
        }
        return kept;
    }
}
