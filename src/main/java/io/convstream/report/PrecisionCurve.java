package io.convstream.report;

import java.util.List;

/** Precision@1 of each evaluation, at the step and time of the evaluated model. */
record PrecisionCurve(long[] step, float[] minutes, float[] newest, float[] ema) {

    static PrecisionCurve of(List<ModelHistory.Evaluated> evaluations, TrainingClock clock) {
        return new PrecisionCurve(
                evaluations.stream().mapToLong(ModelHistory.Evaluated::step).toArray(),
                Columns.of(
                        evaluations,
                        evaluation -> clock.afterSteps(evaluation.step()).minutes()),
                Columns.of(evaluations, ModelHistory.Evaluated::newest),
                Columns.of(evaluations, ModelHistory.Evaluated::ema));
    }
}
