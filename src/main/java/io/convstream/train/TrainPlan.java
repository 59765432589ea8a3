package io.convstream.train;

import io.convstream.network.ModelDefinition;
import java.io.Serializable;

/**
 * What the training operator does for one model.
 *
 * @param definition the model
 * @param steps how many steps it is trained at most; examples after that are passed over
 * @param evaluateEvery emit a snapshot after every so many steps, beside those of checkpoints; 0: never
 * @param summarizeEvery emit a summary at step 0 and at every so many steps after it; 0: never
 */
public record TrainPlan(ModelDefinition definition, long steps, long evaluateEvery, long summarizeEvery)
        implements Serializable {

    public TrainPlan {
        if (steps < 1) {
            throw new IllegalArgumentException("steps is " + steps + ": a model is trained for at least 1 step");
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

    /** Makes a plan without summaries that evaluates at each checkpoint and at the end of the input. */
    public static TrainPlan of(ModelDefinition definition, long steps) {
        return new TrainPlan(definition, steps, 0, 0);
    }

    /** Whether a step, from 0, is one of those with a summary. */
    boolean summarizes(long step) {
        return summarizeEvery > 0 && step % summarizeEvery == 0;
    }
}
