package io.convstream.report;

import io.convstream.train.TrainStep;
import java.util.List;

/** Images per second, each value over some steps in a row, because one alone says little. */
record Throughput(long[] step, float[] minutes, float[] imagesPerSecond) {

    private static final int LEAST_STEPS = 10;
    private static final int MOST_POINTS = 750;

    /**
     * Consecutive steps.
     *
     * @param step the last one's number
     * @param minutes of training at its end
     * @param images trained in all of them
     * @param seconds that all of them took
     */
    record Stretch(long step, double minutes, long images, double seconds) {

        static Stretch of(TrainStep step, double minutes) {
            return new Stretch(step.step(), minutes, step.batchSize(), step.seconds());
        }

        Stretch with(Stretch later) {
            return new Stretch(later.step, later.minutes, images + later.images, seconds + later.seconds);
        }

        /** The mean over the steps; 0 if they took no time. */
        double imagesPerSecond() {
            return seconds == 0 ? 0 : images / seconds;
        }
    }

    /** No stretches yet; single steps are to be added. */
    static Buckets<Stretch> stretches() {
        return new Buckets<>(MOST_POINTS, LEAST_STEPS, Stretch::with);
    }

    static Throughput of(List<Stretch> stretches) {
        return new Throughput(
                stretches.stream().mapToLong(Stretch::step).toArray(),
                Columns.of(stretches, Stretch::minutes),
                Columns.of(stretches, Stretch::imagesPerSecond));
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
