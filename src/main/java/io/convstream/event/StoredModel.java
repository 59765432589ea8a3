package io.convstream.event;

import org.apache.flink.annotation.PublicEvolving;

/**
 * A model in a model store.
 *
 * @param step steps done
 * @param checkpoint the id of the completed checkpoint; 0 if another trigger led to the evaluation
 * @param precision precision@1 of these weights, 0 to 1
 * @param weights the stored weights
 * @param parametersSha256 of the newest weights, as in the evaluation
 */
@PublicEvolving
public record StoredModel(long step, long checkpoint, double precision, Weights weights, String parametersSha256) {

    /** The parameters after the last step, or their exponential moving average (EMA). */
    public enum Weights {
        NEWEST,
        EMA
    }

    public StoredModel {
        // Negated to refuse NaN, too.
        if (!(precision >= 0 && precision <= 1)) {
            throw new IllegalArgumentException(
                    "precision@1 of a stored model is " + precision + ", not between 0 and 1");
        }
    }
}
