package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.storage.StoragePath;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merging the parts of several attempts. */
class EventFilesTest {

    @TempDir
    private Path folder;

    private Path parts;
    private Path merged;

    @BeforeEach
    void makeFolder() throws IOException {
        parts = Files.createDirectory(folder.resolve("events"));
        merged = folder.resolve("events.jsonl");
    }

    @Test
    void stepsThatALaterAttemptRepeatsAppearOnce() throws IOException {
        write("part-attempt1-b-0.jsonl", 0, 5, 1);
        write("part-attempt1-b-1.jsonl", 5, 10, 1);
        write("part-attempt2-a-0.jsonl", 7, 12, 2);
        write("part-attempt3-c-0.jsonl", 12, 14, 3);
        EventFiles.merge(StoragePath.of(parts), "part", StoragePath.of(merged));
        List<Event> events = read();
        assertThat(events)
                .extracting(event -> step(event).step())
                .isEqualTo(LongStream.range(0, 14).boxed().toList());
        assertThat(events).extracting(event -> step(event).loss()).startsWith(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0);
    }

    @Test
    void writersOfAnAttemptAreOrderedByTheirEventsNotByFileTime() throws IOException {
        write("part-z-0.jsonl", 0, 2, 1); // from a version whose parts have no attempt
        write("part-attempt1-y-0.jsonl", 2, 4, 1);
        write("part-attempt1-x-0.jsonl", 4, 6, 1);
        Files.setLastModifiedTime(parts.resolve("part-attempt1-x-0.jsonl"), FileTime.from(Instant.EPOCH));
        EventFiles.merge(StoragePath.of(parts), "part", StoragePath.of(merged));
        assertThat(read())
                .extracting(event -> step(event).step())
                .isEqualTo(LongStream.range(0, 6).boxed().toList());
    }

    @Test
    void withoutPartsTheMergedFileIsEmpty() throws IOException {
        Files.delete(parts);
        EventFiles.merge(StoragePath.of(parts), "part", StoragePath.of(merged));
        assertThat(merged).isEmptyFile();
    }

    private void write(String part, long from, long to, double loss) throws IOException {
        Files.write(
                parts.resolve(part),
                LongStream.range(from, to)
                        .mapToObj(step -> JsonLines.line(Events.step(step, Events.START.plusSeconds(step), loss)))
                        .toList());
    }

    private List<Event> read() throws IOException {
        List<Event> events = new ArrayList<>();
        EventReader.read(StoragePath.of(merged), events::add);
        return events;
    }

    private static TrainStep step(Event event) {
        return Objects.requireNonNull(event.step());
    }
}
