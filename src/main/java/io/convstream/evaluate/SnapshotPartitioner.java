package io.convstream.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.Partitioner;

/**
 * Distributes snapshots over the subtasks of evaluate. With as many subtasks as models or more, each model has subtasks
 * of its own, which receive its snapshots round-robin.
 */
final class SnapshotPartitioner implements Partitioner<String> {

    private static final long serialVersionUID = 1;

    private final List<String> models;
    private final Map<String, Integer> turns = new HashMap<>();

    /** @param models the names of all models */
    SnapshotPartitioner(List<String> models) {
        this.models = models.stream().sorted().toList();
    }

    @Override
    public int partition(String model, int subtasks) {
        int index = models.indexOf(model);
        if (index < 0) {
            throw new IllegalArgumentException("no model named " + model + " among " + models);
        }
        int first = index % subtasks;
        int own = models.size() >= subtasks ? 1 : (subtasks - 1 - first) / models.size() + 1;
        int turn = turns.merge(model, 1, Integer::sum) - 1;
        return first + models.size() * (turn % own);
    }
}
