package io.convstream.train;

import io.convstream.drift.RateReaction;
import io.convstream.network.Gpus;
import io.convstream.network.ModelDefinition;
import io.convstream.network.StepResult;
import io.convstream.network.Trainer;
import io.convstream.network.TrainerState;
import org.jspecify.annotations.Nullable;

/** A trainer whose learning rate reacts to drift. For one calling thread at a time. */
final class ReactingTrainer implements AutoCloseable {

    private final Trainer trainer;
    private final @Nullable RateReaction reaction;
    private @Nullable RateState rate;

    /** @param saved the state of the reaction in a checkpoint; null: it starts anew */
    ReactingTrainer(Trainer trainer, @Nullable RateReaction reaction, @Nullable RateState saved) {
        this.trainer = trainer;
        this.reaction = reaction;
        this.rate = RateState.of(reaction, saved);
    }

    static ReactingTrainer initial(TrainPlan plan, Gpus gpus, LeadingWorker workers) {
        ModelDefinition definition = plan.definition();
        float[] parameters = plan.initialParameters();
        Trainer trainer = parameters == null
                ? new Trainer(definition, gpus, workers)
                : new Trainer(definition, TrainerState.initial(definition, parameters), gpus, workers);
        return new ReactingTrainer(trainer, plan.reaction(), null);
    }

    static ReactingTrainer restored(TrainPlan plan, ModelState state, Gpus gpus, LeadingWorker workers) {
        return new ReactingTrainer(
                new Trainer(plan.definition(), state.trainer(), gpus, workers), plan.reaction(), state.rate());
    }

    /** Runs a step, see {@link Trainer#step(float[], int[], int, int, boolean)}. */
    StepResult step(float[] pixels, int[] labels, int firstImage, int images, boolean summarize) {
        if (reaction == null || rate == null) {
            return trainer.step(pixels, labels, firstImage, images, summarize);
        }
        trainer.scaleLearningRate(rate.factor(trainer.step(), reaction));
        StepResult result = trainer.step(pixels, labels, firstImage, images, summarize);
        rate = rate.after(result, reaction);
        return result;
    }

    /** Returns the number of steps done. */
    long step() {
        return trainer.step();
    }

    /** Returns a copy of the state of the model. */
    TrainerState state() {
        return trainer.state();
    }

    /** Returns the state of the reaction; null if there is none. */
    @Nullable
    RateState rate() {
        return rate;
    }

    @Override
    public void close() {
        trainer.close();
    }
}
