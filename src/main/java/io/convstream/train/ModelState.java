package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.image.SkippedRecords;
import io.convstream.network.ModelDefinition;
import io.convstream.network.TrainerState;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One model's part of a checkpoint, complete: a resumed run continues bit for bit.
 *
 * @param trainer parameters, EMA, updater state, step
 * @param next the next sequence number
 * @param batch the examples of the incomplete batch, in order
 * @param early examples that arrived before their turn
 * @param epoch the epoch of the last image trained
 * @param images images trained
 * @param dropped whether examples were dropped because the model had trained all its steps
 * @param failure why training stopped; null if it has not
 * @param rate the state of the reaction to drift; null if there is none
 * @param fingerprint the settings of the training
 */
record ModelState(
        TrainerState trainer,
        long next,
        List<Example> batch,
        List<Example> early,
        int epoch,
        long images,
        boolean dropped,
        @Nullable TrainFailure failure,
        @Nullable RateState rate,
        Fingerprint fingerprint) {

    /**
     * Returns this state if a plan can resume it. Call it before building a trainer: a retry would fail the same way.
     *
     * @throws IllegalArgumentException if the plan's options differ from those of the checkpoint
     */
    ModelState checkedFor(TrainPlan plan) {
        ModelDefinition definition = plan.definition();
        String model = "model " + definition.name() + ": the checkpoint ";
        for (Fingerprint.Difference difference : fingerprint.differences(plan.fingerprint())) {
            if (difference.setting().onChange() == Setting.OnChange.REFUSED) {
                throw new IllegalArgumentException(model + "was taken with other settings: "
                        + difference.sentence()
                        + ": resume it without " + difference.setting().options()
                        + ", or start a new run from its model with --init-from");
            }
        }
        int size = definition.input().size();
        if (Stream.concat(batch.stream(), early.stream())
                .anyMatch(example -> !example.isTombstone() && example.pixels().length != size)) {
            throw new IllegalArgumentException(model + "holds images of another size than " + definition.input()
                    + ": resume with the --image-size and --crop-size of the run");
        }
        if (trainer.step() > plan.steps()) {
            throw new IllegalArgumentException(model + "is at step " + trainer.step() + ", but the run ends after "
                    + plan.steps() + ": resume with more steps");
        }
        if (dropped && trainer.step() < plan.steps()) {
            throw new IllegalArgumentException(
                    model + "is from after its last step, " + trainer.step()
                            + ", and the images since then were not kept: resume from an earlier checkpoint, or start a new run");
        }
        return this;
    }

    /**
     * Returns this state without records that have arrived but must not be trained, and without a failure that they
     * caused.
     */
    ModelState without(SkippedRecords skipped) {
        return new ModelState(
                trainer,
                next,
                batch.stream()
                        .filter(example -> !skipped.contains(example.sequence()))
                        .toList(),
                early.stream()
                        .map(example -> skipped.contains(example.sequence())
                                ? Example.tombstone(example.model(), example.sequence(), example.epoch())
                                : example)
                        .toList(),
                epoch,
                images,
                dropped,
                failure == null || skipped.contains(failure.firstRecord()) ? null : failure,
                rate,
                fingerprint);
    }

    /** @param checkpoint its id; 0 for another trigger */
    ModelSnapshot snapshot(String model, EvaluationTrigger trigger, long checkpoint) {
        return new ModelSnapshot(
                model, trigger, checkpoint, trainer.step(), epoch, images, trainer.parameters(), trainer.averages());
    }
}
