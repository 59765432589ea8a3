package io.convstream.savepoint;

import io.convstream.failure.UsageException;
import io.convstream.ingest.SourcePosition;
import io.convstream.ingest.kafka.ShuffleFunction;
import io.convstream.savepoint.KeyedValues.Visitor;
import io.convstream.storage.StoragePath;
import io.convstream.train.SavedModel;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SavepointKeyedStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.jspecify.annotations.Nullable;

/** A checkpoint or savepoint of a training job. */
public final class Savepoint {

    private static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    private static final String HASHMAP = "hashmap";
    /** It has no canonical savepoints. */
    private static final String FORST = "forst";

    private final StoragePath path;
    private final Metadata metadata;

    private Savepoint(StoragePath path, Metadata metadata) {
        this.path = path;
        this.metadata = metadata;
    }

    /**
     * Opens a checkpoint or savepoint. Reads its metadata, no state.
     *
     * @param folder the folder that contains {@code _metadata}
     * @throws UsageException if there is none, or if it cannot be read
     */
    public static Savepoint open(StoragePath folder) {
        return Unreadable.report(folder, () -> {
            StoragePath file = folder.resolve(METADATA);
            if (!file.exists()) {
                throw new UsageException("there is no checkpoint or savepoint in " + folder + " (it has no file "
                        + METADATA + "): give the folder of one");
            }
            try (var in = new DataInputStream(new BufferedInputStream(file.open()))) {
                return new Savepoint(folder, Metadata.read(in, folder));
            }
        });
    }

    /**
     * Returns what it holds.
     *
     * @throws UsageException if the state cannot be read
     */
    public SavepointContents contents() {
        List<ModelContents> models = new ArrayList<>();
        forEachModel((name, model) -> models.add(ModelContents.of(name, model)));
        models.sort(Comparator.comparing(ModelContents::name));
        return contents(models);
    }

    /** @param models the contents of its models */
    SavepointContents contents(List<ModelContents> models) {
        return Unreadable.report(
                path,
                () -> new SavepointContents(
                        path.toString(),
                        metadata.checkpoint(),
                        path.resolve(METADATA).modified(),
                        metadata.bytes(),
                        metadata.version(),
                        List.copyOf(models),
                        source(),
                        shuffle()));
    }

    /**
     * Refuses a state backend that cannot restore the models.
     *
     * @param backend Flink's name of it
     * @throws UsageException with the state backends that can
     */
    public void requireRestorableBy(String backend) {
        for (OperatorState operator : metadata.operators()) {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
                    requireRestorableBy(backend, handle);
                }
            }
        }
    }

    private void requireRestorableBy(String backend, KeyedStateHandle handle) {
        boolean canonical = handle instanceof SavepointKeyedStateHandle;
        boolean files = handle instanceof IncrementalRemoteKeyedStateHandle;
        boolean restorable = canonical ? !backend.equals(FORST) : files != backend.equals(HASHMAP);
        if (!restorable) {
            String other = canonical || backend.equals(FORST)
                    ? ""
                    : ", or resume from a savepoint, which Ctrl-C and 'convstream stop' take";
            throw new UsageException(path + " cannot be restored with the state backend " + backend
                    + ": resume it with --state-backend " + (files ? "rocksdb or forst, as it was taken" : HASHMAP)
                    + other);
        }
    }

    /** Reads the models, one at a time. */
    public void forEachModel(BiConsumer<String, SavedModel> consumer) {
        Unreadable.report(path, () -> {
            readKeyed(
                    metadata.operator(SavedModel.OPERATOR)
                            .orElseThrow(() -> new UsageException(
                                    path + " is of another Flink job (it has no operator '" + SavedModel.OPERATOR
                                            + "'): give a checkpoint or savepoint of convstream")),
                    Map.of(SavedModel.STATE, (key, value) -> {
                        String name = SavedModel.name(StringSerializer.INSTANCE.deserialize(key));
                        consumer.accept(name, SavedModel.read(value));
                    }));
            return consumer;
        });
    }

    private SavepointContents.@Nullable Shuffle shuffle() throws IOException {
        Optional<OperatorState> operator = metadata.operator(ShuffleFunction.OPERATOR);
        if (operator.isEmpty()) {
            return null;
        }
        AtomicInteger fill = new AtomicInteger();
        AtomicLong next = new AtomicLong();
        Map<String, Visitor> visitors = Map.of(
                ShuffleFunction.FILL,
                (key, value) -> {
                    IntSerializer.INSTANCE.deserialize(key);
                    fill.set(value.readInt());
                },
                ShuffleFunction.NEXT,
                (key, value) -> {
                    IntSerializer.INSTANCE.deserialize(key);
                    next.set(value.readLong());
                });
        readKeyed(operator.get(), visitors);
        return new SavepointContents.Shuffle(fill.get(), next.get());
    }

    private static void readKeyed(OperatorState operator, Map<String, Visitor> visitors) throws IOException {
        for (OperatorSubtaskState subtask : operator.getStates()) {
            for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
                KeyedValues.read(handle, operator.getMaxParallelism(), visitors);
            }
        }
    }

    private @Nullable SourcePosition source() throws Exception {
        Optional<OperatorState> operator = metadata.operator(SourcePosition.OPERATOR);
        if (operator.isEmpty()) {
            return null;
        }
        List<byte[]> splits = new ArrayList<>();
        for (OperatorSubtaskState subtask : operator.get().getStates()) {
            var backend = new DefaultOperatorStateBackendBuilder(
                            new StateClasses(),
                            new ExecutionConfig(),
                            false,
                            subtask.getManagedOperatorState(),
                            new CloseableRegistry())
                    .build();
            try {
                backend.getListState(
                                new ListStateDescriptor<>(SourcePosition.STATE, BytePrimitiveArraySerializer.INSTANCE))
                        .get()
                        .forEach(splits::add);
            } finally {
                backend.dispose();
            }
        }
        return SourcePosition.of(splits);
    }
}
