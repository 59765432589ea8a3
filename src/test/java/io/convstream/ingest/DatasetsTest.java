package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.ingest.dataset.CifarFiles;
import io.convstream.ingest.dataset.Dataset;
import io.convstream.ingest.download.Archive;
import io.convstream.ingest.download.FileServer;
import io.convstream.ingest.download.UnavailableException;
import io.convstream.ingest.download.UnpackedFolderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    private static final Archive NOWHERE =
            new Archive(URI.create("http://no-such-host.invalid/cifar-10-binary.tar.gz"), 10, "00");

    @TempDir
    private Path root;

    private Path data;
    private Datasets datasets;

    @BeforeEach
    void name() {
        data = root.resolve("data");
        datasets = using(NOWHERE);
    }

    @Test
    void findsExistingCifarFiles() throws IOException {
        write("data/cifar-10-batches-bin/data_batch_1.bin", "data/cifar-10-batches-bin/test_batch.bin");
        for (Dataset found : new Dataset[] {
            datasets.defaultDataset(),
            datasets.resolve("cifar10"),
            datasets.resolve(data.toString()),
            datasets.resolve(data.resolve("cifar-10-batches-bin").toString())
        }) {
            assertThat(found.name()).isEqualTo("CIFAR folder " + data.resolve("cifar-10-batches-bin"));
            assertThat(found.notices()).isEmpty();
            assertThat(found.train().size()).isEqualTo(1);
            assertThat(found.heldOut().size()).isEqualTo(1);
        }
    }

    @Test
    void downloadsAndUnpacksMissingCifarFilesOnce() throws Exception {
        write("packed/cifar-10-batches-bin/data_batch_1.bin");
        Path packed = root.resolve("packed.tar.gz");
        UnpackedFolderTest.pack(packed, UnpackedFolderTest.file("cifar-10-batches-bin/data_batch_1.bin"));
        byte[] bytes = Files.readAllBytes(packed);
        try (var server = new FileServer(bytes)) {
            String md5 =
                    HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
            Datasets online = using(new Archive(server.address("cifar.tar.gz"), bytes.length, md5));
            assertThat(online.defaultDataset().train().size()).isEqualTo(1);
            assertThat(data.resolve("cifar-10-batches-bin/data_batch_1.bin")).exists();
            assertThat(online.resolve("cifar10").train().size()).isEqualTo(1);
            assertThat(server.ranges()).hasSize(1);
        }
    }

    @Test
    void fallsBackToShapesIfTheDownloadFails() throws IOException {
        Dataset found = datasets.defaultDataset();
        assertThat(found.name()).isEqualTo("shapes");
        assertThat(found.notices())
                .singleElement()
                .asString()
                .contains(
                        "CIFAR-10 is not in " + data, "cannot reach " + NOWHERE.address(), "generated shapes instead");
        assertThat(found.train().size()).isEqualTo(20_000);
        assertThat(found.heldOut().size()).isEqualTo(2_000);
    }

    @Test
    void doesNotFallBackFromAnExplicitChoice() {
        assertThatThrownBy(() -> datasets.resolve("cifar10")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> datasets.resolve("nosuch"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "--data nosuch names nothing that exists: give shapes, cifar10, a folder, or a .tar, .tar.gz,"
                                + " .tar.bz2 or .zip file");
        assertThatThrownBy(() -> datasets.resolve(root.toString())).hasMessageContaining("no images in " + root);
    }

    @Test
    void resolvesShapesWithoutANotice() throws IOException {
        assertThat(datasets.resolve("shapes").notices()).isEmpty();
        assertThat(datasets.resolve("shapes").train())
                .isEqualTo(datasets.defaultDataset().train());
    }

    @Test
    void unpacksAnArchiveOnceUntilItChanges() throws IOException {
        Path archive = root.resolve("mine.tar.gz");
        UnpackedFolderTest.pack(
                archive,
                UnpackedFolderTest.file("other-name/train/a/1.png"),
                UnpackedFolderTest.file("other-name/train/b/1.png"));
        Dataset found = datasets.resolve(archive.toString());
        assertThat(found.train().classNames()).containsExactly("a", "b");
        assertThat(datasets.resolve(archive.toString())).isEqualTo(found);
        UnpackedFolderTest.pack(archive, UnpackedFolderTest.file("train/c/1.png"));
        Dataset changed = datasets.resolve(archive.toString());
        assertThat(changed.train().classNames()).containsExactly("c");
        assertThat(changed.notices()).singleElement().asString().startsWith(archive + " has changed");
    }

    @Test
    void namesTheFormatOfAFileItCannotUse() throws IOException {
        for (var known : Map.of(
                        "x.7z", "377abcaf271c0004",
                        "x.rar", "526172211a070100",
                        "x.tar.xz", "fd377a585a0000",
                        "x.tar.zst", "28b52ffd00",
                        "cat.jpg", "ffd8ffe000",
                        "x.zip", "00")
                .entrySet()) {
            Path file = Files.write(root.resolve(known.getKey()), HexFormat.of().parseHex(known.getValue()));
            assertThatThrownBy(() -> datasets.resolve(file.toString()))
                    .hasMessageStartingWith(file + " is a")
                    .hasMessageEndingWith(": give a folder, or a .tar, .tar.gz, .tar.bz2 or .zip file");
        }
    }

    @Test
    void namesTheMissingSplit() throws IOException {
        write("cifar/test_batch.bin", "folders/train/a/1.png");
        Dataset onlyTest = datasets.resolve(root.resolve("cifar").toString());
        assertThat(onlyTest.heldOut().size()).isEqualTo(1);
        assertThatThrownBy(onlyTest::train)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CIFAR folder " + root.resolve("cifar") + " has images for evaluation only");
        Dataset onlyTrain = datasets.resolve(root.resolve("folders").toString());
        assertThat(onlyTrain.train().size()).isEqualTo(1);
        assertThatThrownBy(onlyTrain::heldOut).hasMessageContaining("has images for training only");
    }

    private Datasets using(Archive archive) {
        return new Datasets(data, archive, (bytes, total) -> {}, Map.of());
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[CifarFiles.RECORD_BYTES]);
        }
    }
}
