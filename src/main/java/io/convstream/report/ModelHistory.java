package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.event.EventReader;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run's events of one model, read in one pass and summarized in bounded memory, whatever the length of the run. */
final class ModelHistory {

    private static final int MOST_EVALUATIONS = 1_500;
    private static final int MOST_FAILURES = 20;

    private final TrainingClock clock = new TrainingClock();
    private final Downsampled<TrainingCurve.Point> curve = TrainingCurve.thinned();
    private final Buckets<Throughput.Stretch> speed = Throughput.stretches();
    private final Downsampled<Evaluated> evaluations = new Downsampled<>(MOST_EVALUATIONS, Evaluated::precision);
    private final List<TrainFailure> failures = new ArrayList<>();
    private double highestLearningRate;
    private @Nullable TrainStep lastStep;
    private Throughput.@Nullable Stretch allSteps;
    private @Nullable Evaluation lastEvaluation;
    private @Nullable Evaluated best;

    /** An evaluation without its confusion matrix. Precision is precision@1, 0 to 1. */
    record Evaluated(long step, Instant time, EvaluationTrigger trigger, double newest, double ema) {

        /** The better one of the two. */
        double precision() {
            return Math.max(newest, ema);
        }
    }

    /** The models of an event file by name; none if there is no file yet. */
    static Map<String, ModelHistory> read(Path events) throws IOException {
        Map<String, ModelHistory> models = new TreeMap<>();
        if (Files.exists(events)) {
            EventReader.read(events, event -> add(event, models));
        }
        return models;
    }

    private static void add(Event event, Map<String, ModelHistory> models) {
        if (event.step() != null) {
            of(event.step().model(), models).add(event.step());
        }
        if (event.evaluation() != null) {
            of(event.evaluation().model(), models).add(event.evaluation());
        }
        if (event.failure() != null) {
            of(event.failure().model(), models).add(event.failure());
        }
    }

    private static ModelHistory of(String model, Map<String, ModelHistory> models) {
        return models.computeIfAbsent(model, name -> new ModelHistory());
    }

    /** Adds a step; in the order of time. */
    void add(TrainStep step) {
        double minutes = clock.add(step);
        curve.add(new TrainingCurve.Point(step, minutes));
        var alone = Throughput.Stretch.of(step, minutes);
        speed.add(alone);
        allSteps = allSteps == null ? alone : allSteps.with(alone);
        highestLearningRate =
                lastStep == null ? step.learningRate() : Math.max(highestLearningRate, step.learningRate());
        lastStep = step;
    }

    void add(Evaluation evaluation) {
        var evaluated = new Evaluated(
                evaluation.step(),
                evaluation.time(),
                evaluation.trigger(),
                evaluation.newest().precision(),
                evaluation.ema().precision());
        evaluations.add(evaluated);
        if (best == null || evaluated.precision() > best.precision()) {
            best = evaluated;
        }
        lastEvaluation = evaluation;
    }

    void add(TrainFailure failure) {
        if (failures.size() < MOST_FAILURES) {
            failures.add(failure);
        }
    }

    TrainingClock clock() {
        return clock;
    }

    /** Some of the steps: all of a short training. */
    List<TrainingCurve.Point> curve() {
        return curve.kept();
    }

    List<Throughput.Stretch> speed() {
        return speed.all();
    }

    /** Some of the evaluations, the best one among them: all of a short training. */
    List<Evaluated> evaluations() {
        return evaluations.kept();
    }

    /** The first failures. */
    List<TrainFailure> failures() {
        return failures;
    }

    /** The last step; null before the first one. */
    @Nullable
    TrainStep lastStep() {
        return lastStep;
    }

    /** All steps as one stretch; null before the first one. */
    Throughput.@Nullable Stretch allSteps() {
        return allSteps;
    }

    double highestLearningRate() {
        return highestLearningRate;
    }

    /** The first evaluation with the highest precision@1; null before the first one. */
    @Nullable
    Evaluated best() {
        return best;
    }

    @Nullable
    Evaluation lastEvaluation() {
        return lastEvaluation;
    }
}
