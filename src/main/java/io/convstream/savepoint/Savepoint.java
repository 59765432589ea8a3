package io.convstream.savepoint;

import io.convstream.failure.UsageException;
import io.convstream.train.SavedModel;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.KeyedStateHandle;

/** A checkpoint or savepoint of a training job, on any file system of Flink. */
public final class Savepoint {

    private static final String METADATA = "_metadata";

    private final Path path;
    private final CheckpointMetadata metadata;

    private Savepoint(Path path, CheckpointMetadata metadata) {
        this.path = path;
        this.metadata = metadata;
    }

    /**
     * Opens a checkpoint or savepoint. Reads its metadata, no state.
     *
     * @param folder the folder that contains {@code _metadata}
     * @throws UsageException if there is none, or if it is not of a training job
     */
    public static Savepoint open(Path folder) {
        return Unreadable.report(folder, () -> {
            Path file = new Path(folder, METADATA);
            if (!file.getFileSystem().exists(file)) {
                throw new UsageException("there is no checkpoint or savepoint in " + folder + " (it has no file "
                        + METADATA + "): give the folder of one");
            }
            try (var in = new DataInputStream(
                    new BufferedInputStream(file.getFileSystem().open(file)))) {
                return new Savepoint(folder, Metadata.read(in, folder));
            }
        });
    }

    /**
     * Returns the number of steps that each model has done, by name.
     *
     * @throws UsageException if the state cannot be read
     */
    public Map<String, Long> steps() {
        Map<String, Long> steps = new TreeMap<>();
        forEachModel((name, model) -> steps.put(name, model.trainer().step()));
        return steps;
    }

    /** Reads the models, one at a time. */
    public void forEachModel(BiConsumer<String, SavedModel> consumer) {
        OperatorState train = operator(SavedModel.OPERATOR)
                .orElseThrow(() -> new UsageException(path + " is of another Flink job (it has no operator '"
                        + SavedModel.OPERATOR + "'): give a checkpoint or savepoint of convstream"));
        readKeyed(train, Map.of(SavedModel.STATE, (key, value) -> {
            String name = SavedModel.name(StringSerializer.INSTANCE.deserialize(key));
            consumer.accept(name, SavedModel.read(value));
        }));
    }

    /** Returns the state of the operator with a uid; empty if the job has none. */
    Optional<OperatorState> operator(String uid) {
        return metadata.getOperatorStates().stream()
                .filter(operator ->
                        operator.getOperatorUid().filter(uid::equals).isPresent())
                .findFirst();
    }

    void readKeyed(OperatorState operator, Map<String, KeyedValues.Visitor> visitors) {
        Unreadable.report(path, () -> {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
                    KeyedValues.read(handle, operator.getMaxParallelism(), visitors);
                }
            }
            return visitors;
        });
    }
}
