package io.convstream.report;

import java.util.List;

/** Markers on the throughput chart. */
record Markers(long[] step, float[] minutes, float[] imagesPerSecond) {

    static Markers of(List<TrainingClock.Moment> moments, Throughput throughput) {
        return new Markers(
                moments.stream().mapToLong(TrainingClock.Moment::step).toArray(),
                Columns.of(moments, TrainingClock.Moment::minutes),
                Columns.of(moments, throughput::at));
    }
}
