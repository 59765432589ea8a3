package io.convstream.report;

import io.convstream.train.TrainStep;
import java.util.List;

/** Images per second, each value the mean over 10 consecutive steps or more. */
record Throughput(long[] step, float[] minutes, float[] imagesPerSecond) {

    private static final int MIN_STEPS = 10;
    private static final int MAX_POINTS = 750;

    /**
     * Consecutive steps.
     *
     * @param step the last one's number
     * @param minutes of training at its end
     * @param images trained in all of them
     * @param seconds that all of them took
     */
    record Bucket(long step, double minutes, long images, double seconds) {

        static Bucket of(TrainStep step, double minutes) {
            return new Bucket(step.step(), minutes, step.batchSize(), step.seconds());
        }

        Bucket with(Bucket later) {
            return new Bucket(later.step, later.minutes, images + later.images, seconds + later.seconds);
        }

        /** Returns the mean over the steps; 0 if they took no time. */
        double imagesPerSecond() {
            return seconds == 0 ? 0 : images / seconds;
        }
    }

    /** Returns empty buckets, to which to add single steps. */
    static Buckets<Bucket> buckets() {
        return new Buckets<>(MAX_POINTS, MIN_STEPS, Bucket::with);
    }

    static Throughput of(List<Bucket> buckets) {
        return new Throughput(
                buckets.stream().mapToLong(Bucket::step).toArray(),
                Columns.of(buckets, Bucket::minutes),
                Columns.of(buckets, Bucket::imagesPerSecond));
    }

    /** Returns the value at a moment, for a marker on the curve. */
    float at(TrainingClock.Moment moment) {
        int index = 0;
        while (index < step.length - 1 && minutes[index] < moment.minutes()) {
            index++;
        }
        return step.length == 0 ? 0 : imagesPerSecond[index];
    }
}
