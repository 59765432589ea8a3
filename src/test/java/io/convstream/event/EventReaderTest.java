package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.storage.StoragePath;
import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events written as lines and read back. */
final class EventReaderTest {

    @TempDir
    private Path folder;

    @Test
    void eventsAreReadAsWritten() throws IOException {
        List<Event> written = List.of(
                Event.of(Events.step(7, Events.START, 4.6)),
                Event.of(Events.evaluation()),
                Event.of(Events.announcement()),
                Event.of(new TrainFailure("tutorial", 8, 0.1, 128, 255, Events.START, "the loss is not finite")));
        Path file = Files.write(
                folder.resolve("events.jsonl"),
                written.stream().map(JsonLines::line).toList());
        List<Event> read = new ArrayList<>();
        EventReader.read(StoragePath.of(file), read::add);
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void eventsOfVersion1AreRefused() throws IOException {
        String line = JsonLines.line(Events.evaluation()).replace("\"version\":2", "\"version\":1");
        Path file = Files.write(folder.resolve("events.jsonl"), List.of(line));
        assertThatThrownBy(() -> EventReader.read(StoragePath.of(file), event -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("events.jsonl, line 1, is not an event: its version is 1, but this convstream "
                        + "reads version 2: use the convstream that wrote it");
    }

    @Test
    void theErrorNamesALineThatIsNotAnEvent() throws IOException {
        Path file = Files.write(
                folder.resolve("events.jsonl"),
                List.of(JsonLines.line(Events.evaluation()), "{\"type\": \"song\", \"version\": 2}"));
        assertThatThrownBy(() -> EventReader.read(StoragePath.of(file), event -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("events.jsonl, line 2, is not an event")
                .hasMessageContaining("song");
    }
}
