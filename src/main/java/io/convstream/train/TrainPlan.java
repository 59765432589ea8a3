package io.convstream.train;

import io.convstream.network.ModelDefinition;
import java.io.Serializable;

/**
 * What the training operator does for one model.
 *
 * @param definition the model
 * @param steps how many steps it is trained at most; examples after that are passed over
 * @param evaluateEvery emit a snapshot after every so many steps, beside those of checkpoints; 0: never
 */
public record TrainPlan(ModelDefinition definition, long steps, long evaluateEvery) implements Serializable {

    public TrainPlan {
        if (steps < 1) {
            throw new IllegalArgumentException("steps is " + steps + ": a model is trained for at least 1 step");
        }
        if (evaluateEvery < 0) {
            throw new IllegalArgumentException(
                    "evaluate-every is " + evaluateEvery + ": give a number of steps, or 0 for checkpoints alone");
        }
    }
}
