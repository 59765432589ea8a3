package io.convstream.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.storage.StoragePath;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of checkpoints, and failures between checkpoint and publication. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
class EventFilesTest {

    @TempDir
    private Path folder;

    private EventParts events;

    @BeforeEach
    void inTheFolder() {
        events = new EventParts(folder);
    }

    @Test
    void aRestoredCheckpointIsNotPublishedAgainAfterItsPartWasMerged() throws Exception {
        try (var committer = events.committer(1)) {
            for (int checkpoint = 0; checkpoint < Parts.FANOUT; checkpoint++) {
                events.commit(committer, EventParts.lines(1, checkpoint, checkpoint, 1));
            }
        }
        assertThat(events.all()).containsExactly("part-00000001-0000000000-0000000059.jsonl");
        try (var restored = events.committer(1)) {
            events.commit(restored, EventParts.lines(1, Parts.FANOUT - 1, Parts.FANOUT - 1, 1));
        }
        assertThat(events.all()).containsExactly("part-00000001-0000000000-0000000059.jsonl");
    }

    @Test
    void aCheckpointIsPublishedInTheFolderToWhichItsRunWasMoved() throws Exception {
        Path original = folder.resolve("original");
        var moved = new EventParts(folder.resolve("moved"));
        List<Lines> pending = new ArrayList<>();
        OperatorSubtaskState state;
        try (var harness = writer(original, 1)) {
            harness.open();
            harness.processElement(new StreamRecord<>(Events.step(0, Events.START, 1)));
            state = checkpoint(harness, 1, pending);
        }
        assertThat(original).doesNotExist();
        try (var harness = writer(moved.folder(), 2)) {
            harness.initializeState(state);
            harness.open();
            harness.processElement(new StreamRecord<>(Events.step(1, Events.START, 1)));
            checkpoint(harness, 2, pending);
        }
        try (var committer = moved.committer(2)) {
            moved.commit(committer, pending.toArray(Lines[]::new));
        }
        assertThat(moved.files())
                .containsExactly(
                        "part-00000001-0000000000-0000000000.jsonl", "part-00000002-0000000001-0000000001.jsonl");
        assertThat(original).doesNotExist();
    }

    @Test
    void aForkDoesNotPublishTheLinesOfItsParent() throws Exception {
        for (int attemptOfParent : List.of(1, 2)) {
            try (var fork = new LineCommitter(events.path(), "fork", 1)) {
                events.commit(fork, EventParts.lines("parent", attemptOfParent, 6, 100, 5));
                events.commit(fork, EventParts.lines("fork", 1, 7, 105, 1));
            }
        }
        assertThat(events.steps()).containsExactly(105L);
    }

    @Test
    void aChangeIsSupersededIfALaterAttemptRepeatsItsStep() throws Exception {
        Files.write(
                folder.resolve(Part.name(1, 0, 0)),
                List.of(JsonLines.line(Events.change(4)), JsonLines.line(Events.change(5))));
        events.write(2, 1, 1, 5, 1, 1);
        List<Long> changes = new ArrayList<>();
        EventFiles.read(events.path(), event -> {
            if (event.change() != null) {
                changes.add(event.change().step());
            }
        });
        assertThat(changes).containsExactly(4L);
    }

    @Test
    void aCopiedRunPublishesTheLinesOfItsOriginal() throws Exception {
        try (var copy = new LineCommitter(events.path(), "copy", 2)) {
            events.commit(copy, EventParts.lines("original", 1, 0, 0, 2), EventParts.lines("copy", 2, 1, 2, 1));
        }
        assertThat(events.steps()).isEqualTo(EventParts.steps(3));
    }

    @Test
    void linesThatAreTooManyForMemoryWaitInAHiddenFile() throws Exception {
        Lines spilled = EventParts.lines(1, 0, 0, 3).spill(events.path());
        assertThat(spilled.deflated()).isEmpty();
        assertThat(events.all()).hasSize(1);
        assertThat(events.steps()).isEmpty();
        var copy = new Lines.Serializer().deserialize(3, new Lines.Serializer().serialize(spilled));
        for (int again = 0; again < 2; again++) {
            try (var committer = events.committer(1)) {
                events.commit(committer, copy);
            }
            assertThat(events.steps()).isEqualTo(EventParts.steps(3));
            assertThat(events.all()).hasSize(1);
            EventParts.lines(1, 0, 0, 3).spill(events.path()); // a crash between publication and deletion
        }
        assertThatThrownBy(() -> new Lines("run", 1, 7, new byte[0]).publish(events.path()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("part-00000001-0000000007");
    }

    @Test
    void aCheckpointOfTheEarlierLayoutIsResumedIfItsEventsArePublished() throws Exception {
        String name = "part-attempt1-9c0d-3f-0.jsonl";
        byte[] state = ("\0/a/events/" + name + "\0/a/events/." + name + ".inprogress.77\0").getBytes(UTF_8);
        Lines earlier = new Lines.Serializer().deserialize(2, state);
        try (var committer = events.committer(2)) {
            assertThatThrownBy(() -> events.commit(committer, earlier))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name + " yet: resume it once with the convstream that wrote it");
            events.write(name, 0, 2, 1);
            events.commit(committer, earlier, EventParts.lines(2, 0, 2, 1));
        }
        assertThat(events.steps()).isEqualTo(EventParts.steps(3));
        assertThatThrownBy(() -> new Lines.Serializer().deserialize(1, new byte[20]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("resume it with the convstream that wrote it");
    }

    private static OneInputStreamOperatorTestHarness<TrainStep, CommittableMessage<Lines>> writer(
            Path folder, int attempt) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new SinkWriterOperatorFactory<>(new LineSink<>(StoragePath.of(folder), EventParts.RUN, attempt)));
    }

    private static OperatorSubtaskState checkpoint(
            OneInputStreamOperatorTestHarness<TrainStep, CommittableMessage<Lines>> harness,
            long id,
            List<Lines> pending)
            throws Exception {
        harness.prepareSnapshotPreBarrier(id);
        OperatorSubtaskState state = harness.snapshot(id, id);
        for (CommittableMessage<Lines> message : harness.extractOutputValues()) {
            if (message instanceof CommittableWithLineage<Lines> lines) {
                pending.add(lines.getCommittable());
            }
        }
        return state;
    }
}
