package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.network.ModelDefinition;
import io.convstream.network.TrainerState;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds of one model: with it, training goes on as if it had never stopped.
 *
 * @param learner parameters, averages, updater, step
 * @param next the sequence number that is waited for
 * @param batch the examples of the batch that is being filled, in order
 * @param waiting examples that came early
 * @param epoch the epoch of the last image trained
 * @param images images trained
 * @param failure why training stopped; null while it goes on
 */
record ModelState(
        TrainerState learner,
        long next,
        List<Example> batch,
        List<Example> waiting,
        int epoch,
        long images,
        @Nullable TrainFailure failure) {

    /**
     * This state, if a plan can resume it. Another try would fail as the first, so it is checked before anything is built.
     *
     * @throws IllegalArgumentException in one sentence, if the checkpoint was taken with options that the plan does not
     *     have
     */
    ModelState fitting(TrainPlan plan) {
        ModelDefinition definition = plan.definition();
        String model = "model " + definition.name() + ": the checkpoint ";
        if (batch.size() >= definition.batchSize()) {
            throw new IllegalArgumentException(model + "was taken with a batch size above " + batch.size()
                    + ", but --batch-size is " + definition.batchSize() + ": resume with the batch size of the run");
        }
        int size = definition.input().size();
        if (Stream.concat(batch.stream(), waiting.stream())
                .anyMatch(example -> !example.isTombstone() && example.pixels().length != size)) {
            throw new IllegalArgumentException(model + "holds images of another size than " + definition.input()
                    + ": resume with the --image-size and --crop-size of the run");
        }
        if (learner.step() > plan.steps()) {
            throw new IllegalArgumentException(model + "is at step " + learner.step() + ", but the run is to end after "
                    + plan.steps() + ": resume with more steps");
        }
        return this;
    }
}
