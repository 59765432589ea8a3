package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import io.convstream.run.SettingChange;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.train.TrainFailure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data of one model on the page.
 *
 * @param confusion null if there is no evaluation yet
 * @param filters null if there is no model yet or its first layer is not a convolution over three colors
 * @param misclassified the most confident misclassified; if empty, the notes give the reason
 * @param notes failures and reasons for missing parts
 */
record ModelReport(
        String name,
        Summary summary,
        TrainingCurve curve,
        Throughput throughput,
        PrecisionCurve precision,
        Markers checkpoints,
        Markers evaluations,
        Markers restarts,
        Markers drifts,
        Changes changes,
        @Nullable Confusion confusion,
        @Nullable FilterSheet filters,
        List<MisclassifiedImage> misclassified,
        List<Property> properties,
        List<String> notes) {

    static ModelReport of(
            String name,
            ModelHistory history,
            List<SettingChange> changes,
            List<String> classes,
            Optional<BestModel> best,
            List<MisclassifiedImage> misclassified,
            List<String> notes) {
        TrainingClock clock = history.clock();
        Throughput throughput = Throughput.of(history.throughput());
        List<ModelHistory.Evaluated> evaluations = history.evaluations();
        Evaluation last = history.lastEvaluation();
        var allNotes = new ArrayList<String>();
        history.failures().stream().map(TrainFailure::message).forEach(allNotes::add);
        if (history.lastStep() == null) {
            allNotes.add("No training step yet: events are written with each checkpoint.");
        }
        if (evaluations.isEmpty()) {
            allNotes.add("No evaluation yet: the first follows the first checkpoint.");
        }
        if (best.isEmpty()) {
            allNotes.add("No model yet: the first is stored after the first evaluation.");
        }
        allNotes.addAll(notes);
        return new ModelReport(
                name,
                Summary.of(history),
                TrainingCurve.of(history.curve()),
                throughput,
                PrecisionCurve.of(evaluations, clock),
                Markers.of(
                        evaluations.stream()
                                .filter(evaluation -> evaluation.trigger() == EvaluationTrigger.CHECKPOINT)
                                .map(evaluation -> clock.afterSteps(evaluation.step()))
                                .toList(),
                        throughput),
                Markers.of(
                        evaluations.stream()
                                .map(evaluation -> clock.at(evaluation.time()))
                                .toList(),
                        throughput),
                Markers.of(clock.restarts(), throughput),
                Markers.of(
                        history.drifts().stream()
                                .map(drift -> clock.afterSteps(drift.step() + 1))
                                .toList(),
                        throughput),
                Changes.of(changes, clock),
                last == null ? null : Confusion.of(last, classes),
                best.flatMap(model -> model.network().filters())
                        .map(FilterSheet::of)
                        .orElse(null),
                misclassified,
                properties(history, best),
                allNotes);
    }

    private static List<Property> properties(ModelHistory history, Optional<BestModel> best) {
        List<Property> properties =
                new ArrayList<>(best.map(BestModel::properties).orElse(List.of()));
        if (history.lastStep() != null) {
            properties.add(new Property(
                    BestModel.HYPERPARAMETERS, "highest learning rate", rounded(history.highestLearningRate())));
        }
        return properties;
    }

    private static String rounded(double value) {
        return new BigDecimal(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }
}
