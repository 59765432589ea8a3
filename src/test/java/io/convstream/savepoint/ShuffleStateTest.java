package io.convstream.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.kafka.ShuffleFunction;
import io.convstream.savepoint.SavepointContents.Shuffle;
import io.convstream.storage.StoragePath;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.forst.ForStStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shuffle buffer in the formats of each state backend: a map of images, a timer and two numbers. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
final class ShuffleStateTest {

    private static final SnapshotType CANONICAL = SavepointType.savepoint(SavepointFormatType.CANONICAL);
    private static final SnapshotType NATIVE = SavepointType.savepoint(SavepointFormatType.NATIVE);

    @TempDir
    private Path folder;

    @Test
    void theHeapBackend() throws Exception {
        assertThat(read(new HashMapStateBackend(), CheckpointType.CHECKPOINT)).isEqualTo(new Shuffle(10, 15));
        assertThat(read(new HashMapStateBackend(), CANONICAL)).isEqualTo(new Shuffle(10, 15));
        assertThat(read(new HashMapStateBackend(), NATIVE)).isEqualTo(new Shuffle(10, 15));
    }

    @Test
    void rocksDb() throws Exception {
        assertThat(read(new EmbeddedRocksDBStateBackend(false), CheckpointType.CHECKPOINT))
                .isEqualTo(new Shuffle(10, 15));
        assertThat(read(new EmbeddedRocksDBStateBackend(true), CheckpointType.CHECKPOINT))
                .isEqualTo(new Shuffle(10, 15));
        assertThat(read(new EmbeddedRocksDBStateBackend(true), CANONICAL)).isEqualTo(new Shuffle(10, 15));
        assertThat(read(new EmbeddedRocksDBStateBackend(true), NATIVE)).isEqualTo(new Shuffle(10, 15));
    }

    @Test
    void forSt() throws Exception {
        assertThat(read(new ForStStateBackend(), CheckpointType.CHECKPOINT)).isEqualTo(new Shuffle(10, 15));
        assertThat(read(new ForStStateBackend(), NATIVE)).isEqualTo(new Shuffle(10, 15));
    }

    private @Nullable Shuffle read(StateBackend backend, SnapshotType type) throws Exception {
        OperatorSubtaskState state;
        try (var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new ShuffleFunction(10, 1)), record -> 0, Types.INT, 1, 1, 0)) {
            harness.setStateBackend(backend);
            harness.open();
            for (int i = 0; i < 25; i++) {
                harness.processElement(
                        new RawRecord(-1, 0, RecordFormat.CIFAR, new byte[i], i, new Origin("topic", 0, i, -1)), 0);
            }
            state = harness.snapshotWithLocalState(1, 0, type).getJobManagerOwnedState();
            Files.write(
                    folder.resolve("_metadata"),
                    StoredOperators.metadata(
                            StoredOperators.train("train"), StoredOperators.operator("shuffle", state)));
            return Savepoint.open(StoragePath.of(folder)).contents().shuffle();
        }
    }
}
