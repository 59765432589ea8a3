package io.convstream.report;

import java.util.List;

/** Moments to be seen on the curve of the speed. */
record Markers(long[] step, float[] minutes, float[] imagesPerSecond) {

    static Markers of(List<TrainingClock.Moment> moments, Throughput speed) {
        return new Markers(
                moments.stream().mapToLong(TrainingClock.Moment::step).toArray(),
                Columns.of(moments, TrainingClock.Moment::minutes),
                Columns.of(moments, speed::at));
    }
}
