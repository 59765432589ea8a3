package io.convstream.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a cluster. */
final class LocalClusterTest {

    @TempDir
    private Path folder;

    private LocalCluster cluster;

    @BeforeEach
    void nameAFolder() {
        cluster = new LocalCluster(folder, new Installation(Path.of(""), Path.of("target")));
    }

    @Test
    void stopDeletesNothingInAFolderWithoutACluster() throws Exception {
        List<Path> kept = kept();
        assertThat(cluster.stop()).isZero();
        assertThat(cluster.status()).isEmpty();
        assertThat(kept).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void startRefusesAFolderWithOtherFilesAndLeavesThem() throws Exception {
        List<Path> kept = kept();
        assertThatThrownBy(() -> cluster.start(1, freePort(), true))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + " holds files that are not a cluster's: give --dir a new or an empty folder");
        assertThat(cluster.stop()).isZero();
        assertThat(kept).allSatisfy(file -> assertThat(file).exists());
        assertThat(folder.resolve("ports")).doesNotExist();
    }

    @Test
    void stopDeletesTheFilesOfAClusterAndFollowsNoLink(@TempDir Path foreign) throws Exception {
        Path file = Files.createFile(foreign.resolve("keep"));
        new FlinkProcesses(folder).claim();
        Path own = Files.createDirectories(folder.resolve("tmp/jobs"));
        Files.createFile(folder.resolve("tmp/blob"));
        Files.createSymbolicLink(folder.resolve("tmp/link"), foreign);
        Files.createSymbolicLink(folder.resolve("high-availability"), foreign);
        cluster.stop();
        assertThat(own).doesNotExist();
        assertThat(folder.resolve("tmp")).doesNotExist();
        assertThat(file).exists();
    }

    /** Creates files of the user with names that a cluster uses. */
    private List<Path> kept() throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("high-availability/storage"));
        return List.of(
                Files.writeString(folder.resolve("tmp/thesis.tex"), "mine"),
                Files.writeString(folder.resolve("high-availability/storage/plan"), "mine"),
                Files.writeString(folder.resolve("nginx.pid"), "1234\n"),
                Files.writeString(folder.resolve("zookeeper.pid"), "4711 0"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }
}
