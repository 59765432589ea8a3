package io.convstream.report;

import java.util.List;

/** Precision@1 of each evaluation, at the moment when the model was as it was evaluated. */
record PrecisionCurve(long[] step, float[] minutes, float[] newest, float[] ema) {

    static PrecisionCurve of(List<ModelHistory.Evaluated> evaluations, TrainingClock clock) {
        return new PrecisionCurve(
                evaluations.stream().mapToLong(ModelHistory.Evaluated::step).toArray(),
                Columns.of(evaluations, one -> clock.afterSteps(one.step()).minutes()),
                Columns.of(evaluations, ModelHistory.Evaluated::newest),
                Columns.of(evaluations, ModelHistory.Evaluated::ema));
    }
}
