package io.convstream.train;

import io.convstream.image.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Maps each model to a key that Flink assigns to a subtask of its own, if there are as many subtasks as models. Flink
 * assigns keys by hash, so plain names would often collide. A key is the model's name if it hashes to the right
 * subtask, else the name and the first number that does.
 *
 * <p>If a model has W subtasks, Flink divides the key groups of each model's subtask over W, so its key is in one of them.
 */
final class ModelKeys implements KeySelector<Example, String> {

    private static final long serialVersionUID = 1;

    private final Map<String, String> keys = new HashMap<>();
    /** Names of the models; the subtasks of the n-th are the n-th part of all. */
    private final List<String> sorted;

    private final int workers;

    /**
     * Assigns keys.
     *
     * @param models distinct names, in any order
     * @param workers subtasks of each model; the keys do not depend on it
     */
    ModelKeys(List<String> models, int workers) {
        this.workers = workers;
        sorted = new ArrayList<>(models.stream().sorted().toList());
        for (int subtask = 0; subtask < sorted.size(); subtask++) {
            keys.put(sorted.get(subtask), key(sorted.get(subtask), subtask, sorted.size()));
        }
    }

    private static String key(String model, int subtask, int parallelism) {
        String key = model;
        for (int number = 1; subtask(key, maxParallelism(parallelism), parallelism) != subtask; number++) {
            key = model + "#" + number;
        }
        return key;
    }

    /** Returns Flink's default; checkpoints record it, and key groups depend on it. */
    static int maxParallelism(int parallelism) {
        return KeyGroupRangeAssignment.computeDefaultMaxParallelism(parallelism);
    }

    static int subtask(String key, int maxParallelism, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism);
    }

    /** Returns the index of the model of which a task is a worker. */
    int model(TaskInfo task) {
        return task.getIndexOfThisSubtask() / workers;
    }

    /** Returns the name of the model of which a task is a worker. */
    String modelOf(TaskInfo task) {
        return sorted.get(model(task));
    }

    /** Returns the rank of a task among the workers of its model: 0 is the one to which Flink assigns the model's key. */
    int rank(TaskInfo task) {
        int first =
                subtask(key(modelOf(task)), task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
        return Math.floorMod(task.getIndexOfThisSubtask() - first, workers);
    }

    int workers() {
        return workers;
    }

    /** Returns the names of the models whose first worker a task is. */
    List<String> modelsOf(TaskInfo task) {
        return keys.entrySet().stream()
                .filter(entry -> task.getIndexOfThisSubtask()
                        == subtask(
                                entry.getValue(),
                                task.getMaxNumberOfParallelSubtasks(),
                                task.getNumberOfParallelSubtasks()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String getKey(Example example) {
        return key(example.model());
    }

    String key(String model) {
        String key = keys.get(model);
        if (key == null) {
            throw new IllegalArgumentException("no model named " + model + " among " + keys.keySet());
        }
        return key;
    }

    /** Returns the model whose state has a key. */
    String model(String key) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the checkpoint holds a model named "
                        + name(key) + " and was taken with other models than " + keys.keySet()
                        + ", or by an older convstream: resume with the same models and version"));
    }

    /** Returns the name of the model whose state has a key, whichever models the job has. */
    static String name(String key) {
        return key.replaceFirst("#\\d+$", "");
    }
}
