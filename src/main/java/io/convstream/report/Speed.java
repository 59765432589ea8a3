package io.convstream.report;

import io.convstream.train.TrainStep;
import java.util.ArrayList;
import java.util.List;

/** Pictures per second, each value over some steps in a row, because one alone says little. */
record Speed(long[] step, float[] minutes, float[] imagesPerSecond) {

    private static final int LEAST_STEPS = 10;
    private static final int MOST_POINTS = 750;

    private record Stretch(TrainStep last, double imagesPerSecond) {}

    static Speed of(List<TrainStep> steps, TrainingClock clock) {
        int length = Math.max(LEAST_STEPS, (steps.size() + MOST_POINTS - 1) / MOST_POINTS);
        List<Stretch> stretches = new ArrayList<>();
        for (int from = 0; from < steps.size(); from += length) {
            List<TrainStep> some = steps.subList(from, Math.min(from + length, steps.size()));
            stretches.add(new Stretch(some.get(some.size() - 1), mean(some)));
        }
        return new Speed(
                stretches.stream().mapToLong(stretch -> stretch.last().step()).toArray(),
                Columns.of(stretches, stretch -> clock.minutes(stretch.last().time())),
                Columns.of(stretches, Stretch::imagesPerSecond));
    }

    /** The mean over so many steps; 0 for none. */
    static double mean(List<TrainStep> steps) {
        double seconds = steps.stream().mapToDouble(TrainStep::seconds).sum();
        return seconds == 0 ? 0 : steps.stream().mapToInt(TrainStep::batch).sum() / seconds;
    }

    /** The value at a moment, for a mark on the curve. */
    float at(TrainingClock.Moment moment) {
        int index = 0;
        while (index < step.length - 1 && minutes[index] < moment.minutes()) {
            index++;
        }
        return step.length == 0 ? 0 : imagesPerSecond[index];
    }
}
