package io.convstream.evaluate;

import java.util.HashMap;
import java.util.Map;

/** Counts, for each model, the consecutive evaluations without a higher precision@1. */
final class PlateauDetector {

    private final int patience;
    private final Map<String, Double> best = new HashMap<>();
    private final Map<String, Integer> stagnant = new HashMap<>();

    /** @param patience the number of such evaluations after which a model has plateaued */
    PlateauDetector(int patience) {
        this.patience = patience;
    }

    void add(String model, double precision) {
        if (precision > best.getOrDefault(model, -1.0)) {
            restore(model, precision, 0);
        } else {
            stagnant.merge(model, 1, Integer::sum);
        }
    }

    void restore(String model, double bestPrecision, int stagnantEvaluations) {
        best.put(model, bestPrecision);
        stagnant.put(model, stagnantEvaluations);
    }

    Map<String, Double> best() {
        return best;
    }

    int stagnantEvaluations(String model) {
        return stagnant.getOrDefault(model, 0);
    }

    /** Returns whether {@code models} models have been evaluated and all have plateaued. */
    boolean hasPlateaued(int models) {
        return best.size() == models && stagnant.values().stream().allMatch(count -> count >= patience);
    }
}
