package io.convstream.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.event.EventFiles;
import io.convstream.event.Events;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies after a checkpoint completed and before its files are committed. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
class RelocatableFileSinkTest {

    @TempDir
    private Path folder;

    private Path original;
    private Path moved;
    private List<FileSinkCommittable> pending;

    @BeforeEach
    void writeUpToACheckpoint() throws Exception {
        original = folder.resolve("original");
        moved = folder.resolve("moved");
        pending = new ArrayList<>();
        try (var harness = new OneInputStreamOperatorTestHarness<TrainStep, CommittableMessage<FileSinkCommittable>>(
                new SinkWriterOperatorFactory<>(sink(original)))) {
            harness.open();
            harness.processElement(new StreamRecord<>(Events.step(7, Events.START, 1)));
            harness.prepareSnapshotPreBarrier(1);
            harness.snapshot(1, 0);
            for (CommittableMessage<FileSinkCommittable> message : harness.extractOutputValues()) {
                if (message instanceof CommittableWithLineage<FileSinkCommittable> file) {
                    pending.add(file.getCommittable());
                }
            }
        }
        assertThat(pending).hasSize(1);
        assertThat(files(original)).hasSize(1).allMatch(name -> name.startsWith(".part-attempt1-"));
    }

    @Test
    void commitsAPendingFileInTheMovedFolder() throws Exception {
        Files.move(original, moved);
        commit(moved);
        assertThat(files(moved)).hasSize(1).allMatch(name -> name.startsWith("part-attempt1-"));
        assertThat(original).doesNotExist();
        commit(moved); // again, like after another failure
        assertThat(files(moved)).hasSize(1);
    }

    @Test
    void commitsInTheOldFolderIfTheNewOneIsEmpty() throws Exception {
        Files.createDirectories(moved);
        commit(moved);
        assertThat(files(moved)).isEmpty();
        assertThat(files(original)).hasSize(1).allMatch(name -> name.startsWith("part-attempt1-"));
    }

    @Test
    void refusesAChangedFile() throws Exception {
        Files.move(original, moved);
        Files.writeString(moved.resolve(files(moved).get(0)), "");
        assertThatThrownBy(() -> commit(moved)).isInstanceOf(IOException.class).hasMessageContaining("has 0 bytes");
    }

    private void commit(Path folder) throws Exception {
        @SuppressWarnings("unchecked")
        var sink = (SupportsCommitter<FileSinkCommittable>) sink(folder);
        try (Committer<FileSinkCommittable> committer = sink.createCommitter(null)) {
            committer.commit(pending.stream()
                    .<CommitRequest<FileSinkCommittable>>map(Request::new)
                    .toList());
        }
    }

    private static Sink<TrainStep> sink(Path folder) {
        return EventFiles.sink(StoragePath.of(folder), "part", 1);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private record Request(FileSinkCommittable getCommittable) implements CommitRequest<FileSinkCommittable> {

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void retryLater() {
            throw new IllegalStateException("later");
        }

        @Override
        public void updateAndRetryLater(FileSinkCommittable committable) {
            throw new IllegalStateException("later");
        }

        @Override
        public void signalAlreadyCommitted() {}
    }
}
