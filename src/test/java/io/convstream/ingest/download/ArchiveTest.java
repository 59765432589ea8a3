package io.convstream.ingest.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final int SIZE = 1_000_000;
    private static final DownloadProgress SILENT = (bytes, total) -> {};

    @TempDir
    private Path folder;

    private byte[] content;
    private FileServer server;
    private Archive archive;

    @BeforeEach
    void serve() throws Exception {
        content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) ((i * i) >>> 7);
        }
        server = new FileServer(content);
        archive = new Archive(server.address("images.tar.gz"), SIZE, md5(content));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void downloadsTheFileAndReportsProgress() throws IOException {
        List<Long> progress = new ArrayList<>();
        Path file = archive.download(folder.resolve("new/data"), (bytes, total) -> {
            assertThat(total).isEqualTo(SIZE);
            progress.add(bytes);
        });
        assertThat(file).isEqualTo(folder.resolve("new/data/images.tar.gz")).hasBinaryContent(content);
        assertThat(progress).isSorted().endsWith((long) SIZE);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void downloadsAFileOnce() throws IOException {
        archive.download(folder, SILENT);
        archive.download(folder, SILENT);
        assertThat(server.ranges()).containsExactly("none");
    }

    @Test
    void resumesAPartialFile() throws IOException {
        server.breaksAfter = 400_000;
        assertThatThrownBy(() -> archive.download(folder, SILENT))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnavailableException.class)
                .hasMessageContaining("broke off after")
                .hasMessageContaining("of 1000000 bytes");
        assertThat(folder.resolve("images.tar.gz")).doesNotExist();
        long kept = Files.size(folder.resolve("images.tar.gz.part"));
        assertThat(kept).isBetween(1L, 400_000L);
        server.breaksAfter = Integer.MAX_VALUE;
        List<Long> progress = new ArrayList<>();
        assertThat(archive.download(folder, (bytes, total) -> progress.add(bytes)))
                .hasBinaryContent(content);
        assertThat(server.ranges()).containsExactly("none", "bytes=" + kept + "-");
        assertThat(progress.get(0)).isGreaterThan(kept);
    }

    @Test
    void restartsIfTheServerSupportsNoRanges() throws IOException {
        server.supportsRanges = false;
        Files.write(folder.resolve("images.tar.gz.part"), Arrays.copyOf(content, 1_000));
        assertThat(archive.download(folder, SILENT)).hasBinaryContent(content);
        assertThat(server.ranges()).containsExactly("bytes=1000-");
    }

    @Test
    void deletesAFileWithAWrongChecksum() throws IOException {
        Files.write(folder.resolve("images.tar.gz.part"), new byte[1_000]);
        assertThatThrownBy(() -> archive.download(folder, SILENT)).hasMessageContaining("is not the file expected");
        assertThat(folder).isEmptyDirectory();
        assertThat(archive.download(folder, SILENT)).hasBinaryContent(content);
    }

    @Test
    void deletesAFileThatIsTooLong() throws IOException {
        var shorter = new Archive(archive.address(), SIZE - 1, md5(Arrays.copyOf(content, SIZE - 1)));
        assertThatThrownBy(() -> shorter.download(folder, SILENT)).hasMessageContaining("is not the file expected");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void acceptsACompletePartialFile() throws IOException {
        Files.write(folder.resolve("images.tar.gz.part"), content);
        assertThat(archive.download(folder, SILENT)).hasBinaryContent(content);
        assertThat(server.ranges()).isEmpty();
    }

    @Test
    void reportsAnUnavailableServer() throws IOException {
        server.status = 503;
        assertThatThrownBy(() -> archive.download(folder, SILENT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("HTTP status 503");
        int freePort;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        for (String host : List.of("127.0.0.1:" + freePort, "no-such-host.invalid")) {
            var unreachable = new Archive(URI.create("http://" + host + "/images.tar.gz"), SIZE, archive.md5());
            assertThatThrownBy(() -> unreachable.download(folder, SILENT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("cannot reach http://" + host);
        }
    }

    @Test
    @Timeout(20)
    void givesUpOnAStalledBody() {
        server.stalls = true;
        var download = new Download(archive.address(), SIZE, Duration.ofMillis(200), SILENT);
        assertThatThrownBy(() -> download.completeFile(folder.resolve("images.tar.gz.part")))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnavailableException.class)
                .hasMessageContaining("nothing arrived for");
    }

    private static String md5(byte[] bytes) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
