package io.convstream.drift;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A reaction of training to drift: another learning rate for a number of steps.
 *
 * @param detector detects the drift
 * @param factor of the learning rate
 * @param steps the number of steps
 */
@PublicEvolving
public record RateReaction(DetectorType detector, double factor, long steps) implements Serializable {

    public RateReaction {
        if (detector == DetectorType.NONE) {
            throw new IllegalArgumentException("a reaction to drift needs a detector");
        }
        if (!(factor > 0 && Double.isFinite(factor)) || steps < 1) {
            throw new IllegalArgumentException("the learning rate is multiplied by " + factor + " for " + steps
                    + " steps: give a factor above 0 and at least 1 step");
        }
    }

    @Override
    public String toString() {
        return "learning rate times " + factor + " for " + steps + " steps (" + detector + ")";
    }
}
