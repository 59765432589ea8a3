package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import io.convstream.train.TrainStep;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training in numbers.
 *
 * @param bestPrecision the highest precision@1 of all evaluations; null where there is none
 * @param bestStep the step of that evaluation
 */
record Summary(
        long steps,
        long images,
        double minutes,
        double imagesPerSecond,
        @Nullable Double bestPrecision,
        long bestStep) {

    static Summary of(ModelHistory history, TrainingClock clock) {
        List<TrainStep> steps = history.steps();
        Optional<Evaluation> best =
                history.evaluations().stream().max(Comparator.comparingDouble(Evaluation::bestPrecision));
        TrainStep last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        return new Summary(
                last == null ? 0 : last.step() + 1,
                last == null ? 0 : last.images(),
                last == null ? 0 : clock.minutes(last.time()),
                Speed.mean(steps),
                best.map(Evaluation::bestPrecision).orElse(null),
                best.map(Evaluation::step).orElse(0L));
    }
}
