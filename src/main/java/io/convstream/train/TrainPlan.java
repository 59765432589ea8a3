package io.convstream.train;

import io.convstream.drift.RateReaction;
import io.convstream.network.ModelDefinition;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * The training of one model.
 *
 * @param definition the model
 * @param steps the maximum number of steps; further examples are ignored
 * @param evaluateEvery steps between snapshots, in addition to those of checkpoints; 0: none
 * @param summarizeEvery steps between summaries, from step 0; 0: none
 * @param initialParameters the parameters of a new model, in the flat order of {@code TrainerState.parameters()}; null:
 *     they are drawn from the seed
 * @param reaction to drift; null: none
 * @param fingerprint recorded in checkpoints
 */
@PublicEvolving
public record TrainPlan(
        ModelDefinition definition,
        long steps,
        long evaluateEvery,
        long summarizeEvery,
        float @Nullable [] initialParameters,
        @Nullable RateReaction reaction,
        Fingerprint fingerprint)
        implements Serializable {

    public TrainPlan {
        if (steps < 1) {
            throw new IllegalArgumentException("steps is " + steps + ": give at least 1");
        }
        if (evaluateEvery < 0) {
            throw new IllegalArgumentException(
                    "evaluate-every is " + evaluateEvery + ": give a number of steps, or 0 for checkpoints alone");
        }
        if (summarizeEvery < 0) {
            throw new IllegalArgumentException(
                    "summary-every is " + summarizeEvery + ": give a number of steps, or 0 for never");
        }
    }

    /** Plans the training of a model whose parameters are drawn from the seed. */
    public TrainPlan(ModelDefinition definition, long steps, long evaluateEvery, long summarizeEvery) {
        this(definition, steps, evaluateEvery, summarizeEvery, null, null, Fingerprint.UNKNOWN);
    }

    /** Returns this training from given parameters; null: drawn from the seed. */
    public TrainPlan startingFrom(float @Nullable [] parameters) {
        return new TrainPlan(definition, steps, evaluateEvery, summarizeEvery, parameters, reaction, fingerprint);
    }

    /** Returns this training with another fingerprint. */
    public TrainPlan withFingerprint(Fingerprint value) {
        return new TrainPlan(definition, steps, evaluateEvery, summarizeEvery, initialParameters, reaction, value);
    }

    /** Returns this training with a reaction to drift; null: none. */
    public TrainPlan reacting(@Nullable RateReaction other) {
        return new TrainPlan(definition, steps, evaluateEvery, summarizeEvery, initialParameters, other, fingerprint);
    }

    /** Returns a plan without summaries that evaluates at each checkpoint and at the end of the input. */
    public static TrainPlan of(ModelDefinition definition, long steps) {
        return new TrainPlan(definition, steps, 0, 0);
    }

    /** @param step from 0 */
    boolean summarizes(long step) {
        return summarizeEvery > 0 && step % summarizeEvery == 0;
    }
}
