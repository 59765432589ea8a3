package io.convstream.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path folder;

    @Test
    void keepsOnlyTheOldFileIfWritingFails() throws IOException {
        Path target = folder.resolve("file");
        AtomicFile.replace(target, path -> Files.writeString(path, "old"));
        assertThatThrownBy(() -> AtomicFile.replace(target, path -> {
                    Files.writeString(path, "half of the ne");
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(target));
    }
}
