package io.convstream.report;

import io.convstream.train.TrainStep;
import java.util.List;

/** Loss and learning rate over the steps, in columns. */
record TrainingCurve(long[] step, float[] minutes, float[] loss, float[] emaLoss, float[] learningRate) {

    private static final int MAX_POINTS = 1_500;

    /** A step and the minutes of training at its end. */
    record Point(TrainStep step, double minutes) {}

    /** Returns an empty sequence that is downsampled to the resolution of a chart and keeps the peaks of the loss. */
    static Downsampled<Point> downsampled() {
        return new Downsampled<>(MAX_POINTS, point -> point.step().loss());
    }

    static TrainingCurve of(List<Point> points) {
        return new TrainingCurve(
                points.stream().mapToLong(point -> point.step().step()).toArray(),
                Columns.of(points, Point::minutes),
                Columns.of(points, point -> point.step().loss()),
                Columns.of(points, point -> point.step().emaLoss()),
                Columns.of(points, point -> point.step().learningRate()));
    }
}
