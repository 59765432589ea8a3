package io.convstream.rollout;

import org.jspecify.annotations.Nullable;

/**
 * Which versions of a model predict.
 *
 * @param answer the version that answers
 * @param candidate a version that also predicts; null: none
 * @param percent the percentage of keys that the candidate answers, 0 to 99; 0: it only predicts (shadow)
 * @param newestStep the step of the newest version known, from which the age of an answer is counted
 */
public record Plan(Version answer, @Nullable Version candidate, int percent, long newestStep) {

    public Plan {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("a candidate answers " + percent + " %, but it must be 0 to 99");
        }
    }
}
