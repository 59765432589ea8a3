package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.RawRecord;
import io.convstream.ingest.dataset.Shapes;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochReaderTest {

    private static final Shapes SET = new Shapes(1, false, 5);
    private static final long SEED = 3;

    @TempDir
    private Path folder;

    private final ReaderRuntime runtime = new ReaderRuntime();

    @Test
    void aRestoredReaderEndsWithTheJobThatRestoresIt() throws Exception {
        try (EpochReader reader = reader(9, 9, null)) {
            reader.addSplits(List.of(new NumberSequenceSplit("0", 3, 5))); // its job ended after record 5
            assertThat(runtime.readAll(reader)).isEqualTo(InputStatus.END_OF_INPUT);
            assertThat(runtime.records()).extracting(RawRecord::sequence).containsExactly(3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(reader.snapshotState(1))
                    .singleElement()
                    .satisfies(split -> assertThat(split.from()).isEqualTo(9));
        }
    }

    @Test
    void theEndIsPassedOnceACheckpointOfAllRecordsHasBeenKept() throws Exception {
        Files.createDirectories(folder.resolve("last/chk-2"));
        for (int id : new int[] {6, 7, 8}) {
            writeCheckpoint(id);
        }
        try (EpochReader reader = reader(4, 4, StoragePath.of(folder))) {
            reader.addSplits(List.of(new NumberSequenceSplit("0", 0, 9)));
            reader.snapshotState(6);
            assertThat(runtime.readAll(reader)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
            reader.notifyCheckpointComplete(6);
            assertThat(reader.isAvailable()).isNotDone();
            reader.snapshotState(7);
            reader.snapshotState(8);
            reader.notifyCheckpointComplete(8); // 7 was aborted
            assertThat(reader.isAvailable()).isDone();
            assertThat(runtime.readAll(reader)).isEqualTo(InputStatus.END_OF_INPUT);
        }
        assertThat(runtime.records()).hasSize(4);
        assertThat(folder.resolve("last/chk-8/_metadata")).hasContent("metadata 8");
        assertThat(folder.resolve("last/chk-8/state")).hasContent("state 8");
        assertThat(folder.resolve("last")).isDirectoryNotContaining("glob:**chk-[267]");
    }

    @Test
    void recordsBehindTheHoldAreReadAfterIt() throws Exception {
        try (EpochReader reader = reader(7, 4, StoragePath.of(folder))) {
            reader.addSplits(List.of(new NumberSequenceSplit("0", 0, 9)));
            assertThat(runtime.readAll(reader)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
            assertThat(runtime.records()).hasSize(4);
            reader.snapshotState(1);
            reader.notifyCheckpointComplete(1); // there is no such checkpoint: none is kept, but the run ends
            assertThat(runtime.readAll(reader)).isEqualTo(InputStatus.END_OF_INPUT);
            assertThat(runtime.records()).hasSize(7);
        }
        assertThat(folder.resolve("last")).doesNotExist();
    }

    @Test
    void aReaderThatWasBehindTheHoldDoesNotHoldAgain() throws Exception {
        try (EpochReader reader = reader(7, 4, StoragePath.of(folder))) {
            reader.addSplits(List.of(new NumberSequenceSplit("0", 5, 9)));
            assertThat(runtime.readAll(reader)).isEqualTo(InputStatus.END_OF_INPUT);
            assertThat(runtime.records()).hasSize(2);
        }
    }

    @Test
    void anEndBeforeTheCheckpointIsRefused() throws Exception {
        try (EpochReader reader = reader(4, 4, null)) {
            assertThatThrownBy(() -> reader.addSplits(List.of(new NumberSequenceSplit("0", 6, 9))))
                    .cause()
                    .hasMessageContaining("has read 6 images, but the run ends after 4: resume with more --epochs");
        }
    }

    private EpochReader reader(long records, long holdAt, @Nullable StoragePath checkpoints) throws IOException {
        var function = new EpochFunction(SET, SEED);
        function.open(runtime);
        return new EpochReader(runtime, function, records, holdAt, checkpoints);
    }

    private void writeCheckpoint(int id) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve(runtime.job() + "/chk-" + id));
        Files.writeString(checkpoint.resolve("_metadata"), "metadata " + id);
        Files.writeString(checkpoint.resolve("state"), "state " + id);
    }
}
