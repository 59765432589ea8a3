package io.convstream.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.event.JsonLines;
import io.convstream.storage.StoragePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading incomplete runs. */
final class RunReaderTest {

    @TempDir
    private Path folder;

    @Test
    void aRunWithoutEventsIsRead() throws IOException {
        RunReport report = read();
        assertThat(report.models()).isEmpty();
        assertThat(report.notes()).hasSize(2).last().asString().contains("No model yet");
    }

    @Test
    void stepsAloneGiveCurvesAndNotesOnWhatIsMissing() throws IOException {
        Files.write(
                Files.createDirectory(folder.resolve("events")).resolve("part-00000001-0000000000-0000000000.jsonl"),
                Steps.consecutive(20).stream().map(JsonLines::line).toList());
        RunReport report = read();
        assertThat(report.notes()).singleElement().asString().contains("there is no run.json");
        assertThat(report.models()).singleElement().satisfies(model -> {
            assertThat(model.curve().step()).hasSize(20);
            assertThat(model.summary().images()).isEqualTo(20 * 128);
            assertThat(model.notes()).hasSize(2);
        });
    }

    private RunReport read() throws IOException {
        return RunReader.read(
                new ReportedRun(
                        "run",
                        StoragePath.of(folder.resolve("events")),
                        StoragePath.of(folder.resolve("models")),
                        StoragePath.of(folder.resolve("run.json")),
                        choice -> {
                            throw new FileNotFoundException(choice);
                        }),
                1);
    }
}
