package io.convstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarGzTest {

    @TempDir
    private Path root;

    private Path folder;
    private Path archive;
    private Path target;

    @BeforeEach
    void name() throws IOException {
        folder = Files.createDirectory(root.resolve("data"));
        archive = folder.resolve("pictures.tar.gz");
        target = folder.resolve("pictures");
    }

    @Test
    void unpacksFoldersAndFiles() throws IOException {
        pack(archive, file("a/b/1.bin"), file("./2.bin"), new TarArchiveEntry("c/"));
        TarGz.unpack(archive, target);
        assertThat(target.resolve("a/b/1.bin")).hasContent("a/b/1.bin");
        assertThat(target.resolve("2.bin")).exists();
        assertThat(target.resolve("c")).isEmptyDirectory();
        assertThat(names()).containsExactly("pictures", "pictures.tar.gz");
    }

    @Test
    void doesNotDoubleAFolderOfTheTargetsName() throws IOException {
        pack(archive, file("pictures/1.bin"));
        TarGz.unpack(archive, target);
        assertThat(target.resolve("1.bin")).exists();
        assertThat(names()).containsExactly("pictures", "pictures.tar.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.bin", "a/../../evil.bin", "/tmp/convstream-evil.bin"})
    void refusesEntriesOutsideTheFolder(String name) throws IOException {
        pack(archive, file("fine.bin"), new TarArchiveEntry(name, true));
        assertThatThrownBy(() -> TarGz.unpack(archive, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("would lie outside the folder");
        assertNothingLeft();
        assertThat(root.resolve("evil.bin")).doesNotExist();
    }

    static Stream<Byte> special() {
        return Stream.of(TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO, TarConstants.LF_CHR);
    }

    @ParameterizedTest
    @MethodSource("special")
    void refusesLinksAndDevices(byte type) throws IOException {
        var entry = new TarArchiveEntry("link", type);
        entry.setLinkName("/etc");
        pack(archive, entry, file("link/passwd"));
        assertThatThrownBy(() -> TarGz.unpack(archive, target)).hasMessageContaining("neither a file nor a folder");
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.1, 0.5, 0.9, 0.999})
    void leavesNothingOfATruncatedArchive(double kept) throws IOException {
        pack(archive, file("1.bin"), file("2.bin"), file("3.bin"));
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, (int) (whole.length * kept)));
        assertThatThrownBy(() -> TarGz.unpack(archive, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(archive + " is broken or not a .tar.gz file");
        assertNothingLeft();
    }

    @Test
    void leavesNothingOfAnArchiveWithAFlippedBit() throws IOException {
        pack(archive, file("1.bin"), file("2.bin"), file("3.bin"));
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length - 6] ^= 1;
        Files.write(archive, bytes);
        assertThatThrownBy(() -> TarGz.unpack(archive, target)).hasMessageContaining("is broken");
        assertNothingLeft();
    }

    @Test
    void overwritesNothing() throws IOException {
        pack(archive, file("1.bin"));
        Files.createDirectories(target);
        Files.writeString(target.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> TarGz.unpack(archive, target)).hasMessageContaining("cannot unpack " + archive);
        assertThat(target).isDirectoryContaining("glob:**mine.txt").isDirectoryNotContaining("glob:**1.bin");
        assertThat(names()).containsExactly("pictures", "pictures.tar.gz");
    }

    private void assertNothingLeft() throws IOException {
        assertThat(names()).containsExactly("pictures.tar.gz");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    static TarArchiveEntry file(String name) {
        return new TarArchiveEntry(name);
    }

    /** Writes an archive in which each file holds its own name. */
    static void pack(Path archive, TarArchiveEntry... entries) throws IOException {
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(archive)))) {
            for (TarArchiveEntry entry : entries) {
                byte[] content = entry.isFile() ? entry.getName().getBytes(UTF_8) : new byte[0];
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }
}
