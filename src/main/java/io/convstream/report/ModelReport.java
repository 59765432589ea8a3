package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.train.TrainFailure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the page says of one model.
 *
 * @param confusion null where nothing was evaluated yet
 * @param filters null where there is no model yet, or its first layer is no convolution over colors
 * @param mistakes empty where the notes say why
 * @param notes sentences on what went wrong or is missing
 */
record ModelReport(
        String name,
        Summary summary,
        TrainingCurve curve,
        Throughput speed,
        PrecisionCurve precision,
        Markers checkpoints,
        Markers evaluations,
        Markers restarts,
        @Nullable Confusion confusion,
        @Nullable FilterSheet filters,
        List<MisclassifiedImage> mistakes,
        List<Property> facts,
        List<String> notes) {

    static ModelReport of(
            String name,
            ModelHistory history,
            List<String> classes,
            Optional<BestModel> best,
            List<MisclassifiedImage> mistakes,
            List<String> notes) {
        TrainingClock clock = history.clock();
        Throughput speed = Throughput.of(history.speed());
        List<ModelHistory.Evaluated> evaluations = history.evaluations();
        Evaluation last = history.lastEvaluation();
        var said = new ArrayList<String>();
        history.failures().stream().map(TrainFailure::message).forEach(said::add);
        if (history.lastStep() == null) {
            said.add("No training step was told of yet: events are written with each checkpoint.");
        }
        if (evaluations.isEmpty()) {
            said.add("No evaluation yet: the first one follows the first checkpoint.");
        }
        if (best.isEmpty()) {
            said.add("No model yet: the first one is kept after the first evaluation.");
        }
        said.addAll(notes);
        return new ModelReport(
                name,
                Summary.of(history),
                TrainingCurve.of(history.curve()),
                speed,
                PrecisionCurve.of(evaluations, clock),
                Markers.of(
                        evaluations.stream()
                                .filter(evaluation -> evaluation.trigger() == EvaluationTrigger.CHECKPOINT)
                                .map(evaluation -> clock.afterSteps(evaluation.step()))
                                .toList(),
                        speed),
                Markers.of(
                        evaluations.stream()
                                .map(evaluation -> clock.at(evaluation.time()))
                                .toList(),
                        speed),
                Markers.of(clock.restarts(), speed),
                last == null ? null : Confusion.of(last, classes),
                best.flatMap(model -> model.network().filters())
                        .map(FilterSheet::of)
                        .orElse(null),
                mistakes,
                facts(history, best),
                said);
    }

    private static List<Property> facts(ModelHistory history, Optional<BestModel> best) {
        List<Property> facts = new ArrayList<>(best.map(BestModel::facts).orElse(List.of()));
        if (history.lastStep() != null) {
            facts.add(new Property(
                    BestModel.HYPER_PARAMETERS, "highest learning rate", rounded(history.highestLearningRate())));
        }
        return facts;
    }

    private static String rounded(double value) {
        return new BigDecimal(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }
}
