package io.convstream.train;

import io.convstream.image.Example;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The key of each model's examples and state, such that Flink gives every model a subtask of its own if there are as many:
 * a key's subtask is its hash, and the hashes of two names are on one of two subtasks in half of all cases. A key is the
 * model's name where that is on the right subtask, as with one model alone, else the name and the first number that is.
 */
final class ModelKeys implements KeySelector<Example, String> {

    private static final long serialVersionUID = 1;

    private final Map<String, String> keys = new HashMap<>();

    /** @param models their names, each once, in any order */
    ModelKeys(List<String> models) {
        List<String> sorted = models.stream().sorted().toList();
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

    /** What Flink takes where nothing is said: checkpoints hold it, and key groups depend on it. */
    static int maxParallelism(int parallelism) {
        return KeyGroupRangeAssignment.computeDefaultMaxParallelism(parallelism);
    }

    static int subtask(String key, int maxParallelism, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism);
    }

    /** The models that a task trains. */
    List<String> on(TaskInfo task) {
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
        return of(example.model());
    }

    String of(String model) {
        String key = keys.get(model);
        if (key == null) {
            throw new IllegalArgumentException("there is no model named " + model + " among " + keys.keySet());
        }
        return key;
    }

    /** The model whose state has a key. */
    String model(String key) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the checkpoint holds a model named "
                        + key.replaceFirst("#\\d+$", "") + " beside others than those of this job, " + keys.keySet()
                        + ", or an older convstream wrote it: resume with the models, and the version, that it was "
                        + "taken with"));
    }
}
