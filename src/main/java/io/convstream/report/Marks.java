package io.convstream.report;

import java.util.List;

/** Moments to be seen on the curve of the speed. */
record Marks(long[] step, float[] minutes, float[] imagesPerSecond) {

    static Marks of(List<TrainingClock.Moment> moments, Speed speed) {
        return new Marks(
                moments.stream().mapToLong(TrainingClock.Moment::step).toArray(),
                Columns.of(moments, TrainingClock.Moment::minutes),
                Columns.of(moments, speed::at));
    }
}
