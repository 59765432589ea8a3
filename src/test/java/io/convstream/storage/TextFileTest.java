package io.convstream.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsUtf8WithOrWithoutAByteOrderMark() throws IOException {
        assertThat(TextFile.read(file("größe: 1\n".getBytes(UTF_8)))).isEqualTo("größe: 1\n");
        assertThat(TextFile.read(file("\uFEFFgröße: 1\n".getBytes(UTF_8)))).isEqualTo("größe: 1\n");
        assertThat(TextFile.read(file(new byte[0]))).isEmpty();
    }

    @Test
    void namesFileAndLineOfOtherEncodings() throws IOException {
        byte[] cut = "a\n€".getBytes(UTF_8);
        for (byte[] other : new byte[][] {"a\nö".getBytes(ISO_8859_1), Arrays.copyOf(cut, cut.length - 1)}) {
            Path file = file(other);
            assertThatThrownBy(() -> TextFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " is not UTF-8 text (line 2): save it as UTF-8");
        }
        Path wide = file("a\n".getBytes(UTF_16));
        assertThatThrownBy(() -> TextFile.read(wide)).hasMessageContaining(wide + " is not UTF-8 text (line 1)");
    }

    @Test
    void namesAFileThatCannotBeRead() {
        for (Path file : new Path[] {folder, folder.resolve("nowhere")}) {
            assertThatThrownBy(() -> TextFile.read(file)).hasMessageContaining("cannot read " + file);
        }
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("text"), content);
    }
}
