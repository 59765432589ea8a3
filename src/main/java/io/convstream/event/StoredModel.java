package io.convstream.event;

/**
 * A model that a folder is to keep.
 *
 * @param step steps done
 * @param checkpoint the id of the completed checkpoint; 0 where another trigger led to the evaluation
 * @param precision precision@1 of these weights, 0 to 1
 * @param weights which of the two sets of parameters
 * @param parametersSha256 of these parameters
 */
public record StoredModel(long step, long checkpoint, double precision, Weights weights, String parametersSha256) {

    /** The parameters of the last step, or their moving averages. */
    public enum Weights {
        NEWEST,
        EMA
    }

    public StoredModel {
        // Written so that NaN is refused too.
        if (!(precision >= 0 && precision <= 1)) {
            throw new IllegalArgumentException("precision@1 of a kept model is " + precision + ", not between 0 and 1");
        }
    }
}
