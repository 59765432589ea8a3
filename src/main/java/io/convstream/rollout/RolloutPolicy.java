package io.convstream.rollout;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which announced versions are deployed.
 *
 * @param minPrecision the lowest precision@1, 0 to 1; null: any
 * @param minImprovement by how much its precision@1 must exceed that of the version that answers; null: it need not
 */
public record RolloutPolicy(
        @Nullable Double minPrecision, @Nullable Double minImprovement) implements Serializable {

    /** Returns why a version is not deployed, as a clause; empty if it is. */
    Optional<String> objection(Version version, @Nullable Version answer) {
        if (minPrecision == null && minImprovement == null) {
            return Optional.empty();
        }
        Double precision = version.precision();
        if (precision == null) {
            return Optional.of("its precision@1 is unknown");
        }
        if (minPrecision != null && precision < minPrecision) {
            return Optional.of(
                    String.format(Locale.ROOT, "its precision@1 of %.4f is below %.4f", precision, minPrecision));
        }
        if (minImprovement != null && answer != null && answer.precision() != null) {
            double needed = answer.precision() + minImprovement;
            if (precision < needed) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "its precision@1 of %.4f is below %.4f, %.4f more than that of the version that answers",
                        precision,
                        needed,
                        minImprovement));
            }
        }
        return Optional.empty();
    }
}
