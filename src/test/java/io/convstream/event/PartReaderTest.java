package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are read while a job writes them, of several attempts, and of the earlier layout. */
final class PartReaderTest {

    @TempDir
    private Path folder;

    private EventParts events;

    @BeforeEach
    void createFolder() throws IOException {
        events = new EventParts(Files.createDirectory(folder.resolve("events")));
    }

    @Test
    void everyLineIsReadOnceThoughEachPartIsMergedBeforeItIsRead() throws IOException {
        Parts parts = Parts.open(events.path(), 1, Parts.FULL_BYTES);
        for (int number = 0; number < 30; number++) {
            parts.add(events.write(1, number, number, 2L * number, 2, 1));
        }
        List<Long> read = new ArrayList<>();
        PartReader.read(events.path(), Parts.list(events.path()), (part, line, text) -> {
            if (read.size() % 10 == 3) {
                // The next checkpoints; every 60th is followed by a merge.
                for (int more = 0; more < 25 && read.size() < 60; more++) {
                    int number = 30 + 25 * (read.size() / 10) + more;
                    parts.add(events.write(1, number, number, 2L * number, 2, 1));
                }
            }
            read.add(JsonLines.MAPPER.readTree(text).path("step").asLong());
        });
        assertThat(events.files()).hasSizeLessThan(60);
        assertThat(read).hasSizeGreaterThanOrEqualTo(60).isEqualTo(EventParts.steps(read.size()));
    }

    @Test
    void aPartThatIsDeletedIsAnError() throws IOException {
        events.write(1, 0, 0, 0, 1, 1);
        List<Part> parts = Parts.list(events.path());
        Files.delete(events.folder().resolve(events.files().get(0)));
        assertThatThrownBy(() -> PartReader.read(events.path(), parts, (part, number, line) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("part-00000001-0000000000-0000000000.jsonl was deleted while it was read");
    }

    @Test
    void stepsThatALaterAttemptRepeatsAppearOnce() throws IOException {
        events.write(1, 0, 0, 0, 5, 1);
        events.write(1, 1, 1, 5, 5, 1);
        events.write(2, 1, 1, 7, 5, 2);
        events.write(3, 2, 2, 12, 2, 3);
        List<TrainStep> steps = events.read();
        assertThat(steps).extracting(TrainStep::step).isEqualTo(EventParts.steps(14));
        assertThat(steps).extracting(TrainStep::loss).startsWith(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0);
    }

    @Test
    void theEarlierLayoutIsReadAlsoIfANewAttemptContinuesIt() throws IOException {
        events.write("part-attempt1-9c0d-3f-0.jsonl", 0, 2, 1);
        events.write("part-attempt1-9c0d-3f-1.jsonl", 2, 2, 1);
        events.write("part-attempt1-0a1b-2c-0.jsonl", 4, 2, 1); // after a restart
        events.write("part-attempt2-5e6f-7a-0.jsonl", 5, 2, 2);
        assertThat(events.steps()).isEqualTo(EventParts.steps(7));
        Parts.open(events.path(), 3, Parts.FULL_BYTES).add(events.write(3, 0, 0, 7, 1, 3));
        assertThat(events.steps()).isEqualTo(EventParts.steps(8));
        assertThat(EventFiles.count(events.path())).isEqualTo(9);
        assertThat(EventFiles.lastAttempt(events.path())).isEqualTo(3);
    }

    @Test
    void theMergedFileOfTheEarlierLayoutIsReadIfItsPartsAreGone() throws IOException {
        Files.move(events.write("all", 0, 9, 1), folder.resolve("events.jsonl"));
        assertThat(events.steps()).isEqualTo(EventParts.steps(9));
        events.write(2, 0, 0, 5, 1, 3);
        assertThat(events.steps()).isEqualTo(EventParts.steps(6));
    }

    @Test
    void aFolderThatDoesNotExistHasNoEvents() throws IOException {
        var missing = new EventParts(folder.resolve("missing"));
        assertThat(missing.read()).isEmpty();
        assertThat(EventFiles.count(missing.path())).isZero();
        assertThat(EventFiles.lastAttempt(missing.path())).isZero();
    }
}
