package io.convstream.ingest.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class UnpackedFolderTest {

    @TempDir
    private Path root;

    private Path folder;
    private Path archive;
    private Path target;

    @BeforeEach
    void name() throws IOException {
        folder = Files.createDirectory(root.resolve("data"));
        archive = folder.resolve("images.tar.gz");
        target = folder.resolve("images");
    }

    @Test
    void unpacksFoldersAndFiles() throws IOException {
        pack(archive, file("a/b/1.bin"), file("./2.bin"), new TarArchiveEntry("c/"));
        UnpackedFolder.of(archive, target);
        assertThat(target.resolve("a/b/1.bin")).hasContent("a/b/1.bin");
        assertThat(target.resolve("2.bin")).exists();
        assertThat(target.resolve("c")).isEmptyDirectory();
        assertThat(names()).containsExactly("images", "images.tar.gz");
    }

    @Test
    void doesNotNestAFolderOfTheTargetName() throws IOException {
        pack(archive, file("images/1.bin"));
        UnpackedFolder.of(archive, target);
        assertThat(target.resolve("1.bin")).exists();
        assertThat(names()).containsExactly("images", "images.tar.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.bin", "a/../../evil.bin", "/tmp/convstream-evil.bin"})
    void refusesEntriesOutsideTheFolder(String name) throws IOException {
        pack(archive, file("fine.bin"), new TarArchiveEntry(name, true));
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("would lie outside the folder");
        assertNothingLeft();
        assertThat(root.resolve("evil.bin")).doesNotExist();
    }

    static Stream<Byte> special() {
        return Stream.of(TarConstants.LF_SYMLINK, TarConstants.LF_FIFO, TarConstants.LF_CHR);
    }

    @ParameterizedTest
    @MethodSource("special")
    void refusesLinksAndDevices(byte type) throws IOException {
        var entry = new TarArchiveEntry("link", type);
        entry.setLinkName("/etc");
        pack(archive, entry, file("link/passwd"));
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target))
                .hasMessageContaining(archive
                        + " is not unpacked: its entry link is neither a file nor a folder; unpack it yourself");
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.1, 0.5, 0.9, 0.999})
    void removesAllFilesOfATruncatedArchive(double kept) throws IOException {
        pack(archive, file("1.bin"), file("2.bin"), file("3.bin"));
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, (int) (whole.length * kept)));
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(archive + " is broken (");
        assertNothingLeft();
    }

    @Test
    void removesAllFilesOfACorruptArchive() throws IOException {
        pack(archive, file("1.bin"), file("2.bin"), file("3.bin"));
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length - 6] ^= 1;
        Files.write(archive, bytes);
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target)).hasMessageContaining("is broken");
        assertNothingLeft();
    }

    @Test
    void overwritesNothing() throws IOException {
        pack(archive, file("1.bin"));
        Files.createDirectories(target);
        Files.writeString(target.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target))
                .hasMessageContaining("the folder " + target + " is not one that convstream unpacked from " + archive);
        assertThat(target).isDirectoryContaining("glob:**mine.txt").isDirectoryNotContaining("glob:**1.bin");
        assertThat(names()).containsExactly("images", "images.tar.gz");
    }

    @Test
    void readsEveryMemberOfAGzipFile() throws IOException {
        pack(archive, file("a/1.bin"), file("a/2.bin"), file("b/3.bin"));
        byte[] tar;
        try (var in = new GZIPInputStream(Files.newInputStream(archive))) {
            tar = in.readAllBytes();
        }
        var members = new ByteArrayOutputStream();
        for (int from = 0, part = 700; from < tar.length; from += part) {
            try (var gzip = new GZIPOutputStream(members)) {
                gzip.write(tar, from, Math.min(part, tar.length - from));
            }
        }
        Files.write(archive, members.toByteArray());
        UnpackedFolder.of(archive, target);
        assertThat(target.resolve("b/3.bin")).hasContent("b/3.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.tar", "images.TAR.GZ", "images.tgz", "images.tar.bz2", "Images.ZIP"})
    void unpacksEveryFormatCompletelyOrNotAtAll(String name) throws IOException {
        archive = folder.resolve(name);
        target = ArchiveFormat.folder(archive);
        assertThat(target.getFileName().toString()).isEqualToIgnoringCase("images");
        pack(archive, file("a/1.bin"), file("b/2.bin"));
        byte[] whole = Files.readAllBytes(archive);
        UnpackedFolder.of(archive, target);
        assertThat(target.resolve("a/1.bin")).hasContent("a/1.bin");
        assertThat(target.resolve("b/2.bin")).hasContent("b/2.bin");

        Path other = folder.resolve("other");
        Files.write(archive, Arrays.copyOf(whole, whole.length - 600 % whole.length - 1));
        assertThatThrownBy(() -> UnpackedFolder.of(archive, other)).hasMessageContaining(archive + " is broken (");
        for (int kept : new int[] {1_024, 2_048, whole.length / 2}) { // a tar archive without its end marker
            Files.write(archive, Arrays.copyOf(whole, Math.min(kept, whole.length / 2)));
            assertThatThrownBy(() -> UnpackedFolder.of(archive, other)).hasMessageContaining(archive + " is broken (");
        }
        var twice = new ByteArrayOutputStream();
        twice.writeBytes(whole);
        twice.writeBytes(whole);
        Files.write(archive, twice.toByteArray());
        assertThatThrownBy(() -> UnpackedFolder.of(archive, other)).hasMessageContaining(archive + " is broken (");
        assertThat(other).doesNotExist();
    }

    @Test
    void refusesDataAfterTheEnd() throws IOException {
        pack(archive, file("1.bin"));
        Files.write(archive, "garbage".getBytes(UTF_8), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target)).hasMessageContaining("is broken (");
        assertNothingLeft();
    }

    @Test
    void copiesTheTargetOfAHardLink() throws IOException {
        var link = new TarArchiveEntry("b/2.bin", TarConstants.LF_LINK);
        link.setLinkName("a/1.bin");
        pack(archive, file("a/1.bin"), link);
        UnpackedFolder.of(archive, target);
        assertThat(target.resolve("b/2.bin")).hasContent("a/1.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../../../../etc/passwd", "not/there"})
    void refusesAHardLinkOutOfTheArchive(String original) throws IOException {
        var link = new TarArchiveEntry("b/2.bin", TarConstants.LF_LINK);
        link.setLinkName(original);
        pack(archive, file("a/1.bin"), link);
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target)).hasMessageStartingWith(archive + " is ");
        assertNothingLeft();
    }

    @Test
    void unpacksAChangedArchiveAgainAndReportsIt() throws IOException {
        pack(archive, file("old.bin"));
        assertThat(UnpackedFolder.of(archive, target).notice()).isEmpty();
        pack(archive, file("new.bin"));
        assertThat(UnpackedFolder.of(archive, target).notice()).contains(archive + " has changed: unpacked again");
        assertThat(target.resolve("new.bin")).exists();
        assertThat(target.resolve("old.bin")).doesNotExist();
        assertThat(names()).containsExactly("images", "images.tar.gz");
    }

    @Test
    void detectsAChangeThatKeepsSizeAndTime() throws IOException {
        archive = folder.resolve("images.tar");
        pack(archive, file("1.bin"));
        FileTime time = Files.getLastModifiedTime(archive);
        UnpackedFolder.of(archive, target);
        pack(archive, file("2.bin"));
        Files.setLastModifiedTime(archive, time);
        UnpackedFolder.of(archive, target);
        assertThat(target.resolve("2.bin")).exists();
        assertThat(target.resolve("1.bin")).doesNotExist();
    }

    @Test
    void doesNotUnpackTheSameArchiveAgain() throws IOException {
        pack(archive, file("1.bin"));
        UnpackedFolder.of(archive, target);
        FileTime time = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(target.resolve("1.bin"), time);
        Files.setLastModifiedTime(archive, time); // touched, but unchanged
        assertThat(UnpackedFolder.of(archive, target).notice()).isEmpty();
        assertThat(Files.getLastModifiedTime(target.resolve("1.bin"))).isEqualTo(time);
    }

    @Test
    void keepsAFolderThatWasModified() throws IOException {
        pack(archive, file("1.bin"));
        UnpackedFolder.of(archive, target);
        Files.writeString(target.resolve("mine.txt"), "mine");
        UnpackedFolder.of(archive, target);
        pack(archive, file("2.bin"));
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target))
                .hasMessageContaining(archive + " has changed since it was unpacked into " + target);
        assertThat(target.resolve("mine.txt")).exists();
        assertThat(names()).containsExactly("images", "images.tar.gz");
    }

    @Test
    void refusesADecompressionBomb() throws IOException {
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(archive)))) {
            var entry = new TarArchiveEntry("zeros.bin");
            long size = (256 << 20) + 1;
            entry.setSize(size);
            tar.putArchiveEntry(entry);
            var zeros = new byte[1 << 20];
            for (long left = size; left > 0; left -= zeros.length) {
                tar.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
            tar.closeArchiveEntry();
        }
        assertThatThrownBy(() -> UnpackedFolder.of(archive, target))
                .hasMessageContaining("unpacks to more than 100 times its size");
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        assertThat(names()).containsExactly("images.tar.gz");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    public static TarArchiveEntry file(String name) {
        return new TarArchiveEntry(name);
    }

    /** Writes an archive in the format of its suffix; each file contains its own name. */
    public static void pack(Path archive, TarArchiveEntry... entries) throws IOException {
        String name = archive.getFileName().toString().toLowerCase(Locale.ROOT);
        OutputStream file = Files.newOutputStream(archive);
        if (name.endsWith(".zip")) {
            try (var zip = new ZipOutputStream(file)) {
                for (TarArchiveEntry entry : entries) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    zip.write(entry.getName().getBytes(UTF_8));
                }
            }
            return;
        }
        OutputStream packed = name.endsWith(".tar")
                ? file
                : name.endsWith(".bz2") ? new BZip2CompressorOutputStream(file) : new GzipCompressorOutputStream(file);
        try (var tar = new TarArchiveOutputStream(packed)) {
            for (TarArchiveEntry entry : entries) {
                byte[] content =
                        entry.isFile() && !entry.isLink() ? entry.getName().getBytes(UTF_8) : new byte[0];
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }
}
