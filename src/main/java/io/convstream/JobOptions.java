package io.convstream;

import io.convstream.image.ImageShape;
import io.convstream.train.TrainPlan;
import java.util.List;

/**
 * How the flow is laid out.
 *
 * @param models what is trained, each under its own name
 * @param prepareParallelism subtasks of prepare
 * @param evaluateParallelism subtasks of evaluate
 */
public record JobOptions(List<TrainPlan> models, int prepareParallelism, int evaluateParallelism) {

    public JobOptions {
        models = List.copyOf(models);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("there is no model to train: name at least one");
        }
        List<String> names =
                models.stream().map(plan -> plan.definition().name()).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("two models have the same name in " + names + ": give each its own");
        }
        ImageShape input = models.get(0).definition().input();
        if (!models.stream().allMatch(plan -> plan.definition().input().equals(input))) {
            throw new IllegalArgumentException(
                    "the models take images of different shapes; those of one stream share one, here " + input);
        }
        if (prepareParallelism < 1 || evaluateParallelism < 1) {
            throw new IllegalArgumentException(
                    "parallelism starts at 1, not at " + Math.min(prepareParallelism, evaluateParallelism));
        }
    }

    /** The number of task slots that the pipeline needs; evaluation has its own slot-sharing group. */
    public int slots() {
        return Math.max(prepareParallelism, models.size()) + evaluateParallelism;
    }

    /** The models' names in the order in which they were given. */
    public List<String> modelNames() {
        return models.stream().map(plan -> plan.definition().name()).toList();
    }
}
