package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.storage.StoragePath;
import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events written as lines and read back. */
final class EventReaderTest {

    private static final StoragePath FILE = StoragePath.of(Path.of("events.jsonl"));

    @Test
    void eventsAreReadAsWritten() throws IOException {
        List<Event> written = List.of(
                Event.of(Events.step(7, Events.START, 4.6)),
                Event.of(Events.evaluation()),
                Event.of(Events.announcement()),
                Event.of(Events.change(7)),
                Event.of(new TrainFailure("tutorial", 8, 0.1, 128, 255, Events.START, "the loss is not finite")));
        List<Event> read = new ArrayList<>();
        for (Event event : written) {
            read.add(EventReader.read(FILE, 1, JsonLines.line(event)));
        }
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void eventsOfVersion1AreRefused() {
        String line = JsonLines.line(Events.evaluation()).replace("\"version\":2", "\"version\":1");
        assertThatThrownBy(() -> EventReader.read(FILE, 1, line))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("events.jsonl, line 1, is not an event: its version is 1, but this convstream "
                        + "reads version 2: use the convstream that wrote it");
    }

    @Test
    void theErrorNamesALineThatIsNotAnEvent() {
        assertThatThrownBy(() -> EventReader.read(FILE, 2, "{\"type\": \"song\", \"version\": 2}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("events.jsonl, line 2, is not an event")
                .hasMessageContaining("song");
    }
}
