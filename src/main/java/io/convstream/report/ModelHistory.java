package io.convstream.report;

import io.convstream.change.ChangeEvent;
import io.convstream.drift.Level;
import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.event.EventFiles;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events of one model, summarized in one pass and in memory that does not grow with the length of the run. */
final class ModelHistory {

    private static final int MAX_EVALUATIONS = 1_500;
    private static final int MAX_FAILURES = 20;
    private static final int MAX_DRIFTS = 200;

    private final TrainingClock clock = new TrainingClock();
    private final Downsampled<TrainingCurve.Point> curve = TrainingCurve.downsampled();
    private final Buckets<Throughput.Bucket> throughput = Throughput.buckets();
    private final Downsampled<Evaluated> evaluations = new Downsampled<>(MAX_EVALUATIONS, Evaluated::precision);
    private final List<TrainFailure> failures = new ArrayList<>();
    private final List<ChangeEvent> drifts = new ArrayList<>();
    private double highestLearningRate;
    private @Nullable TrainStep lastStep;
    private Throughput.@Nullable Bucket allSteps;
    private @Nullable Evaluation lastEvaluation;
    private @Nullable Evaluated best;

    /** An evaluation without its confusion matrices. Values are precision@1, 0 to 1. */
    record Evaluated(long step, Instant time, EvaluationTrigger trigger, double newest, double ema) {

        /** Returns the higher one. */
        double precision() {
            return Math.max(newest, ema);
        }
    }

    /** Reads a folder of events into histories by model name; none if there is no folder yet. */
    static Map<String, ModelHistory> read(StoragePath events) throws IOException {
        Map<String, ModelHistory> models = new TreeMap<>();
        EventFiles.read(events, event -> add(event, models));
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
        if (event.change() != null) {
            of(event.change().model(), models).add(event.change());
        }
    }

    private static ModelHistory of(String model, Map<String, ModelHistory> models) {
        return models.computeIfAbsent(model, name -> new ModelHistory());
    }

    /** Adds a step; call it in order of time. */
    void add(TrainStep step) {
        double minutes = clock.add(step);
        curve.add(new TrainingCurve.Point(step, minutes));
        var bucket = Throughput.Bucket.of(step, minutes);
        throughput.add(bucket);
        allSteps = allSteps == null ? bucket : allSteps.with(bucket);
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
        if (failures.size() < MAX_FAILURES) {
            failures.add(failure);
        }
    }

    void add(ChangeEvent change) {
        if (change.level() == Level.DRIFT && drifts.size() < MAX_DRIFTS) {
            drifts.add(change);
        }
    }

    TrainingClock clock() {
        return clock;
    }

    /** Returns the steps, downsampled if there are many. */
    List<TrainingCurve.Point> curve() {
        return curve.elements();
    }

    List<Throughput.Bucket> throughput() {
        return throughput.all();
    }

    /** Returns the evaluations, downsampled if there are many; the best one is kept. */
    List<Evaluated> evaluations() {
        return evaluations.elements();
    }

    /** Returns the first failures, at most {@value #MAX_FAILURES}. */
    List<TrainFailure> failures() {
        return failures;
    }

    /** Returns the first drifts, at most {@value #MAX_DRIFTS}. */
    List<ChangeEvent> drifts() {
        return drifts;
    }

    /** Returns the last step; null if there is none. */
    @Nullable
    TrainStep lastStep() {
        return lastStep;
    }

    /** Returns the sum over all steps; null if there is none. */
    Throughput.@Nullable Bucket allSteps() {
        return allSteps;
    }

    double highestLearningRate() {
        return highestLearningRate;
    }

    /** Returns the first evaluation with the highest precision@1; null if there is none. */
    @Nullable
    Evaluated best() {
        return best;
    }

    @Nullable
    Evaluation lastEvaluation() {
        return lastEvaluation;
    }
}
