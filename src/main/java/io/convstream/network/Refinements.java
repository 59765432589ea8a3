package io.convstream.network;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a training that most recipes leave at ND4J's defaults.
 *
 * @param momentum of the updater "nesterovs", from 0 to below 1; null: 0.9
 * @param shiftRate if not null, batch normalization trains its shift alone, at this multiple of the learning rate and with
 *     L2 divided by it
 * @param lookahead whether the weights are replaced by their moving average every 5 steps (see {@link Lookahead})
 */
@PublicEvolving
public record Refinements(
        @Nullable Double momentum, @Nullable Double shiftRate, boolean lookahead) implements Serializable {

    /** No refinement. */
    public static final Refinements NONE = new Refinements(null, null, false);

    public Refinements {
        if (momentum != null && !(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum " + momentum + " is not from 0 to below 1");
        }
        if (shiftRate != null && !(shiftRate > 0 && Double.isFinite(shiftRate))) {
            throw new IllegalArgumentException("the multiple of the learning rate " + shiftRate + " is not above 0");
        }
    }

    public Refinements withMomentum(double value) {
        return new Refinements(value, shiftRate, lookahead);
    }

    public Refinements withShiftRate(double value) {
        return new Refinements(momentum, value, lookahead);
    }

    public Refinements withLookahead(boolean value) {
        return new Refinements(momentum, shiftRate, value);
    }
}
