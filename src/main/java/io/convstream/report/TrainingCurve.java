package io.convstream.report;

import io.convstream.train.TrainStep;
import java.util.List;

/** The course of a training, by columns. */
record TrainingCurve(long[] step, float[] minutes, float[] loss, float[] emaLoss, float[] learningRate) {

    private static final int MOST_POINTS = 1_500;

    /** A step with the minutes of training at its end. */
    record Point(TrainStep step, double minutes) {}

    /** An empty sequence of steps that remains as short as a chart needs; a long one keeps the peaks of its loss. */
    static Downsampled<Point> thinned() {
        return new Downsampled<>(MOST_POINTS, point -> point.step().loss());
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
