package io.convstream.report;

import io.convstream.train.TrainStep;
import org.jspecify.annotations.Nullable;

/**
 * Totals of a model's training.
 *
 * @param bestPrecision the highest precision@1 of all evaluations; null if there is none
 * @param bestStep the step of that evaluation
 */
record Summary(
        long steps,
        long images,
        double minutes,
        double imagesPerSecond,
        @Nullable Double bestPrecision,
        long bestStep) {

    static Summary of(ModelHistory history) {
        TrainStep last = history.lastStep();
        Throughput.Bucket all = history.allSteps();
        ModelHistory.Evaluated best = history.best();
        return new Summary(
                last == null ? 0 : last.step() + 1,
                last == null ? 0 : last.images(),
                all == null ? 0 : all.minutes(),
                all == null ? 0 : all.imagesPerSecond(),
                best == null ? null : best.precision(),
                best == null ? 0 : best.step());
    }
}
