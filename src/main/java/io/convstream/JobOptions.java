package io.convstream;

import io.convstream.change.ChangeOptions;
import io.convstream.image.ImageShape;
import io.convstream.image.SkippedRecords;
import io.convstream.train.Train;
import io.convstream.train.TrainPlan;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The models of a job and its parallelism.
 *
 * @param models the models to train, with distinct names and the same input shape
 * @param workers the subtasks that train each model
 * @param prepareParallelism the parallelism of prepare
 * @param evaluateParallelism the parallelism of evaluate
 * @param skipped the records that are not trained
 * @param change how changes of the stream are followed
 */
@PublicEvolving
public record JobOptions(
        List<TrainPlan> models,
        int workers,
        int prepareParallelism,
        int evaluateParallelism,
        SkippedRecords skipped,
        ChangeOptions change) {

    /** Options of a job that trains all records and detects drift with ADWIN. */
    public JobOptions(List<TrainPlan> models, int prepareParallelism, int evaluateParallelism) {
        this(models, 1, prepareParallelism, evaluateParallelism, SkippedRecords.NONE, ChangeOptions.DEFAULT);
    }

    public JobOptions {
        models = List.copyOf(models);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("no model to train: name at least one");
        }
        List<String> names =
                models.stream().map(plan -> plan.definition().name()).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("two models have the same name in " + names + ": use distinct names");
        }
        ImageShape input = models.get(0).definition().input();
        if (!models.stream().allMatch(plan -> plan.definition().input().equals(input))) {
            throw new IllegalArgumentException(
                    "the models take images of different shapes: give all the shape of the first, " + input);
        }
        for (TrainPlan plan : models) {
            if (workers < 1 || plan.definition().towers() % workers != 0) {
                throw new IllegalArgumentException("model " + plan.definition().name() + " has "
                        + plan.definition().towers() + " towers, which cannot be spread evenly over " + workers
                        + " workers: give --towers a multiple of --workers");
            }
        }
        if (workers > Train.maxWorkers(models.size())) {
            throw new IllegalArgumentException(workers + " workers for each of " + models.size()
                    + " models: give at most " + Train.maxWorkers(models.size()));
        }
        if (prepareParallelism < 1 || evaluateParallelism < 1) {
            throw new IllegalArgumentException(
                    "parallelism is " + Math.min(prepareParallelism, evaluateParallelism) + ": give at least 1");
        }
    }

    /** Returns these options with other options for changes. */
    public JobOptions withChange(ChangeOptions other) {
        return new JobOptions(models, workers, prepareParallelism, evaluateParallelism, skipped, other);
    }

    /** Returns the number of task slots that the pipeline needs; evaluation has its own slot-sharing group. */
    public int slots() {
        return Math.max(prepareParallelism, trainParallelism()) + evaluateParallelism;
    }

    /** Returns the parallelism of train. */
    public int trainParallelism() {
        return models.size() * workers;
    }

    /** Returns the models' names, in order. */
    public List<String> modelNames() {
        return models.stream().map(plan -> plan.definition().name()).toList();
    }
}
