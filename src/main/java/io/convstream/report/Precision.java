package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import java.util.List;

/** Precision@1 of each evaluation, at the moment when the model was as it was evaluated. */
record Precision(long[] step, float[] minutes, float[] newest, float[] averaged) {

    static Precision of(List<Evaluation> evaluations, TrainingClock clock) {
        return new Precision(
                evaluations.stream().mapToLong(Evaluation::step).toArray(),
                Columns.of(evaluations, one -> clock.afterSteps(one.step()).minutes()),
                Columns.of(evaluations, one -> one.newest().precision()),
                Columns.of(evaluations, one -> one.averaged().precision()));
    }
}
