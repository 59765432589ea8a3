package io.convstream.report;

import java.util.List;

/** Precision@1 of each evaluation, at the moment when the model was as it was evaluated. */
record Precision(long[] step, float[] minutes, float[] newest, float[] ema) {

    static Precision of(List<ModelHistory.Evaluated> evaluations, TrainingClock clock) {
        return new Precision(
                evaluations.stream().mapToLong(ModelHistory.Evaluated::step).toArray(),
                Columns.of(evaluations, one -> clock.afterSteps(one.step()).minutes()),
                Columns.of(evaluations, ModelHistory.Evaluated::newest),
                Columns.of(evaluations, ModelHistory.Evaluated::ema));
    }
}
