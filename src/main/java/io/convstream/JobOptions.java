package io.convstream;

import io.convstream.image.ImageShape;
import io.convstream.image.SkippedRecords;
import io.convstream.train.TrainPlan;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The models of a job and its parallelism.
 *
 * @param models the models to train, with distinct names and the same input shape
 * @param prepareParallelism the parallelism of prepare
 * @param evaluateParallelism the parallelism of evaluate
 * @param skipped the records that are not trained
 */
@PublicEvolving
public record JobOptions(
        List<TrainPlan> models, int prepareParallelism, int evaluateParallelism, SkippedRecords skipped) {

    /** Options of a job that trains all records. */
    public JobOptions(List<TrainPlan> models, int prepareParallelism, int evaluateParallelism) {
        this(models, prepareParallelism, evaluateParallelism, SkippedRecords.NONE);
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
        if (prepareParallelism < 1 || evaluateParallelism < 1) {
            throw new IllegalArgumentException(
                    "parallelism is " + Math.min(prepareParallelism, evaluateParallelism) + ": give at least 1");
        }
    }

    /** Returns the number of task slots that the pipeline needs; evaluation has its own slot-sharing group. */
    public int slots() {
        return Math.max(prepareParallelism, models.size()) + evaluateParallelism;
    }

    /** Returns the models' names, in order. */
    public List<String> modelNames() {
        return models.stream().map(plan -> plan.definition().name()).toList();
    }
}
