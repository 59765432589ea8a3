package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events there and back. */
final class EventReaderTest {

    @TempDir
    private Path folder;

    @Test
    void what_was_written_is_read_back() throws IOException {
        List<Event> written = List.of(
                Event.of(Events.step(7, Events.START, 4.6)),
                Event.of(Events.evaluation()),
                Event.of(Events.kept()),
                Event.of(new TrainFailure("tutorial", 8, 0.1, Events.START, "it left the finite numbers")));
        Path file = Files.write(
                folder.resolve("events.jsonl"),
                written.stream().map(JsonLines::line).toList());
        List<Event> read = new ArrayList<>();
        EventReader.read(file, read::add);
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void a_line_that_is_no_event_is_named() throws IOException {
        Path file = Files.write(
                folder.resolve("events.jsonl"),
                List.of(JsonLines.line(Events.evaluation()), "{\"type\": \"song\", \"version\": 2}"));
        assertThatThrownBy(() -> EventReader.read(file, event -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("events.jsonl, line 2, is no event")
                .hasMessageContaining("song");
    }
}
