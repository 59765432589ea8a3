package io.convstream.evaluate;

import java.util.HashMap;
import java.util.Map;

/** Counts, for each model, the evaluations in a row that brought no better precision@1. */
final class PlateauDetector {

    private final int limit;
    private final Map<String, Double> best = new HashMap<>();
    private final Map<String, Integer> without = new HashMap<>();

    /** @param limit after how many evaluations without a better one a model has had enough */
    PlateauDetector(int limit) {
        this.limit = limit;
    }

    void count(String model, double precision) {
        if (precision > best.getOrDefault(model, -1.0)) {
            set(model, precision, 0);
        } else {
            without.merge(model, 1, Integer::sum);
        }
    }

    void set(String model, double bestPrecision, int evaluationsWithout) {
        best.put(model, bestPrecision);
        without.put(model, evaluationsWithout);
    }

    Map<String, Double> best() {
        return best;
    }

    int without(String model) {
        return without.getOrDefault(model, 0);
    }

    /** Whether each of so many models has had enough. */
    boolean isOver(int models) {
        return best.size() == models && without.values().stream().allMatch(count -> count >= limit);
    }
}
