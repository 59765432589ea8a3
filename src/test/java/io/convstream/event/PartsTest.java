package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compaction: the number and the order of files, and what an interruption leaves. */
final class PartsTest {

    /** Two levels of merges; 30 days at an interval of 30 s are {@code 86_400}. */
    private static final int CHECKPOINTS = Parts.FANOUT * Parts.FANOUT + Parts.FANOUT + 2;

    @TempDir
    private Path folder;

    private EventParts events;

    @BeforeEach
    void inTheFolder() {
        events = new EventParts(folder);
    }

    @Test
    void thousandsOfCheckpointsLeaveAFewFilesWhoseNamesSortInWritingOrder() throws IOException {
        Parts parts = Parts.open(events.path(), 1, Parts.FULL_BYTES);
        for (int number = 0; number < CHECKPOINTS; number++) {
            parts.add(events.write(1, number, number, number, 1, 1));
        }
        assertThat(events.files())
                .containsExactly(
                        "part-00000001-0000000000-0000003599.jsonl",
                        "part-00000001-0000003600-0000003659.jsonl",
                        "part-00000001-0000003660-0000003660.jsonl",
                        "part-00000001-0000003661-0000003661.jsonl");
        assertThat(events.concatenated()).isEqualTo(EventParts.steps(CHECKPOINTS));
    }

    @Test
    void partsAreMergedUntilTheyAreFull() throws IOException {
        long line = Files.size(events.write("line", 0, 1, 1));
        Files.delete(folder.resolve("line"));
        Parts parts = Parts.open(events.path(), 1, 10 * line);
        for (int number = 0; number < 5; number++) {
            parts.add(events.write(1, number, number, 4L * number, 4, 1));
        }
        parts.add(events.write(1, 5, 5, 20, 20, 1));
        parts.add(events.write(1, 6, 6, 40, 1, 1));
        assertThat(events.files())
                .containsExactly(
                        "part-00000001-0000000000-0000000002.jsonl",
                        "part-00000001-0000000003-0000000003.jsonl",
                        "part-00000001-0000000004-0000000004.jsonl",
                        "part-00000001-0000000005-0000000005.jsonl",
                        "part-00000001-0000000006-0000000006.jsonl");
        assertThat(events.steps()).isEqualTo(EventParts.steps(41));
    }

    @Test
    void partsThatAnInterruptedMergeHasLeftAreIgnoredAndThenDeleted() throws IOException {
        events.write(1, 0, 4, 0, 5, 1);
        events.write(1, 3, 3, 3, 1, 1);
        events.write(1, 4, 4, 4, 1, 1);
        Files.writeString(folder.resolve("." + Part.name(1, 0, 5) + ".part"), "{\"type\":");
        assertThat(events.steps()).isEqualTo(EventParts.steps(5));
        Parts parts = Parts.open(events.path(), 1, Parts.FULL_BYTES);
        parts.add(events.write(1, 5, 5, 5, 1, 1));
        assertThat(events.steps()).isEqualTo(EventParts.steps(6));
        assertThat(events.all())
                .containsExactly(
                        "part-00000001-0000000000-0000000004.jsonl", "part-00000001-0000000005-0000000005.jsonl");
    }

    @Test
    void theNextAttemptMergesTheRestOfEarlierOnes() throws IOException {
        events.write(1, 0, 0, 0, 5, 1);
        events.write(1, 1, 1, 5, 5, 1);
        events.write(2, 2, 2, 10, 1, 1);
        Parts.open(events.path(), 2, Parts.FULL_BYTES).add(events.write(2, 3, 3, 11, 1, 1));
        assertThat(events.files())
                .containsExactly(
                        "part-00000001-0000000000-0000000001.jsonl",
                        "part-00000002-0000000002-0000000002.jsonl",
                        "part-00000002-0000000003-0000000003.jsonl");
        assertThat(events.steps()).isEqualTo(EventParts.steps(12));
    }
}
