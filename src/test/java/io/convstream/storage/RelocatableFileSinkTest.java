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

/** A checkpoint that is confirmed, and a process that dies before its files are committed. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
class RelocatableFileSinkTest {

    @TempDir
    private Path folder;

    private Path then;
    private Path now;
    private List<FileSinkCommittable> pending;

    @BeforeEach
    void writeUpToACheckpoint() throws Exception {
        then = folder.resolve("then");
        now = folder.resolve("now");
        pending = new ArrayList<>();
        try (var harness = new OneInputStreamOperatorTestHarness<TrainStep, CommittableMessage<FileSinkCommittable>>(
                new SinkWriterOperatorFactory<>(sink(then)))) {
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
        assertThat(files(then)).hasSize(1).allMatch(name -> name.startsWith(".part-attempt1-"));
    }

    @Test
    void afterTheFolderWasMovedAFileIsCommittedInItsNewPlace() throws Exception {
        Files.move(then, now);
        commit(now);
        assertThat(files(now)).hasSize(1).allMatch(name -> name.startsWith("part-attempt1-"));
        assertThat(then).doesNotExist();
        commit(now); // again, as after another failure
        assertThat(files(now)).hasSize(1);
    }

    @Test
    void intoAnEmptyFolderNothingIsTakenOver() throws Exception {
        Files.createDirectories(now);
        commit(now);
        assertThat(files(now)).isEmpty();
        assertThat(files(then)).hasSize(1).allMatch(name -> name.startsWith("part-attempt1-"));
    }

    @Test
    void aFileThatWasChangedIsRefused() throws Exception {
        Files.move(then, now);
        Files.writeString(now.resolve(files(now).get(0)), "");
        assertThatThrownBy(() -> commit(now)).isInstanceOf(IOException.class).hasMessageContaining("has 0 bytes");
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
        return EventFiles.sink(folder, "part", 1);
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
