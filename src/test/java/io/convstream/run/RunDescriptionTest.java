package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.PrepareOptions;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDescriptionTest {

    @TempDir
    private Path folder;

    @Test
    void aDescriptionIsWrittenAndRead() throws IOException {
        Path file = folder.resolve("run.json");
        description().write(StoragePath.of(file));
        assertThat(RunDescription.read(StoragePath.of(file))).isEqualTo(description());
    }

    @Test
    void anotherVersionIsRefusedNamingTheFile() throws IOException {
        Path file = folder.resolve("run.json");
        description().write(StoragePath.of(file));
        Files.writeString(file, Files.readString(file).replaceFirst("\"version\" : \\d+", "\"version\" : 1"));
        assertThatThrownBy(() -> RunDescription.read(StoragePath.of(file)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is of version 1, but this convstream reads version ");
    }

    @Test
    void anotherFileIsRefusedNamingIt() throws IOException {
        Path file = Files.writeString(folder.resolve("run.json"), "{");
        assertThatThrownBy(() -> RunDescription.read(StoragePath.of(file)))
                .hasMessageStartingWith("cannot read " + file);
    }

    static RunDescription description() {
        var prepare = new PrepareOptions(Framing.of(28, 0, 24), Augmentation.LIGHT, 1, 2);
        return new RunDescription(
                        new RunIdentity("2f1a7a0e-6a57-4a8e-9a63-0c1d5a9a7b11", 3),
                        StoragePath.of(Path.of("runs/a")),
                        List.of("train"),
                        Map.of("batch-size", List.of("32")),
                        new RunPlan(20, null, List.of(new RunPlan.Model("model", "{}", 32, 2, 1))),
                        List.of(),
                        List.of(new SettingChange("model", 7, "learning rate", "0.1", "0.01")),
                        null,
                        "shapes",
                        0.1,
                        List.of("circle", "square"),
                        prepare)
                .startedFrom(List.of(
                        new RunParent("models/m/1-a.zip", "an id", 7L, "abc"),
                        new RunParent("chk-3", null, null, null)));
    }
}
