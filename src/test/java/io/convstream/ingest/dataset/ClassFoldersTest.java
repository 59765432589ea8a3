package io.convstream.ingest.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFoldersTest {

    @TempDir
    private Path root;

    @Test
    void ordersClassesAndFilesByName() throws IOException {
        write("train/zebra/b.PNG", "train/zebra/a.jpeg", "train/ant/10.jpg", "train/ant/9.jpg", "test/moth/x.jpg");
        write("train/ant/notes.txt", "train/ant/.hidden.jpg", "train/.cache/c.jpg", "train/readme.md");
        ImageSet set = train();
        assertThat(set.classNames()).containsExactly("ant", "moth", "zebra");
        assertThat(read(set))
                .extracting(entry -> entry.label() + " " + new String(entry.content(), UTF_8))
                .containsExactly(
                        "0 train/ant/10.jpg", "0 train/ant/9.jpg", "2 train/zebra/a.jpeg", "2 train/zebra/b.PNG");
        assertThat(read(set).get(0))
                .usingRecursiveComparison()
                .ignoringFields("content")
                .isEqualTo(new ImageSet.Entry(
                        RecordFormat.ENCODED,
                        new byte[0],
                        0,
                        new Origin(root.resolve("train/ant/10.jpg").toString(), -1, 0, -1)));
    }

    @Test
    void bothSplitsHaveTheSameLabels() throws IOException {
        write("train/b/1.png", "test/a/1.png", "test/b/1.png");
        assertThat(train().classNames())
                .isEqualTo(found(root).heldOut().classNames())
                .containsExactly("a", "b");
        assertThat(read(train())).extracting(ImageSet.Entry::label).containsExactly(1);
    }

    @Test
    void usesTheLabelOrderOfCifar10() throws IOException {
        for (String name : CifarFiles.CIFAR10_NAMES) {
            write("train/" + name + "/1.png");
        }
        assertThat(train().classNames()).isEqualTo(CifarFiles.CIFAR10_NAMES);
    }

    @Test
    void serializesFileNamesCompactly() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 50_000; i++) {
            names.add(i + ".jpg");
        }
        var listing = new ClassListing(root, new TreeMap<>(Map.of("a", names, "b\n", List.of("x\ny.png"))));
        ClassFolders set = ClassFolders.of(listing, List.of("a", "b\n"));
        assertThat(JavaSerialization.bytes(set)).hasSizeLessThan(200_000);
        assertThat(JavaSerialization.roundTrip(set)).isEqualTo(set);
        var visited = new ArrayList<String>();
        set.visit((name, label) -> visited.add(name + label));
        assertThat(visited).hasSize(50_001).startsWith("a/0.jpg0").endsWith("b\n/x\ny.png1");
    }

    @Test
    void addedOrDeletedFilesShiftNoOther() throws IOException {
        write("train/a/1.png", "train/a/3.png", "train/b/1.png");
        ImageSet set = train();
        write("train/a/2.png", "train/aa/1.png");
        Files.delete(root.resolve("train/a/1.png"));
        assertThat(read(set))
                .extracting(entry -> entry.format() + " " + entry.label() + " "
                        + root.relativize(Path.of(entry.origin().source())))
                .containsExactly("UNREADABLE 0 train/a/1.png", "ENCODED 0 train/a/3.png", "ENCODED 1 train/b/1.png");
    }

    @Test
    void aDeletedFileBecomesAnUnreadableRecord() throws IOException {
        write("train/a/1.png", "train/a/2.png");
        ImageSet set = train();
        try (ImageSet.Reader reader = set.open()) {
            Path first = root.resolve("train/a/1.png");
            Files.delete(first);
            ImageSet.Entry deleted = reader.read(0);
            assertThat(deleted.format()).isEqualTo(RecordFormat.UNREADABLE);
            assertThat(deleted.origin().source()).isEqualTo(first.toString());
            assertThat(new String(deleted.content(), UTF_8)).contains("cannot read " + first);
            assertThat(reader.read(1).format()).isEqualTo(RecordFormat.ENCODED);
        }
    }

    @Test
    void failsIfTheFolderOfAllImagesIsDeleted() throws IOException {
        write("train/a/1.png");
        ImageSet set = train();
        try (ImageSet.Reader reader = set.open()) {
            Files.move(root.resolve("train"), root.resolve("elsewhere"));
            assertThatThrownBy(() -> reader.read(0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the folder " + root.resolve("train") + " of all images no longer exists");
        }
        assertThatThrownBy(set::open).hasMessageContaining("there is no folder " + root.resolve("train"));
    }

    @Test
    void listsFilesAtAnyDepthAndIgnoresOthers() throws IOException {
        write("train/a/1.JPG", "train/a/deep/er/2.jfif", "train/a/3.jpe", "train/b/album.jpg/4.Png");
        write("train/a/.git/5.jpg", "train/a/._1.jpg", "train/a/deep/@eaDir/6.jpg", "train/__MACOSX/a/7.jpg");
        write("train/a/Thumbs.db", "train/a/8.webp", "train/b/9.WEBP", "train/b/10.txt", "train/c/11.txt");
        Files.createSymbolicLink(root.resolve("train/a/12.jpg"), root.resolve("nowhere.jpg"));
        Files.createSymbolicLink(root.resolve("train/a/loop"), root.resolve("train/a"));
        Files.createSymbolicLink(root.resolve("train/b/linked.jpg"), root.resolve("train/a/1.JPG"));
        Dataset found = found(root);
        assertThat(found.train().classNames()).containsExactly("a", "b");
        assertThat(read(found.train()))
                .extracting(entry -> entry.label() + " " + new String(entry.content(), UTF_8))
                .containsExactly(
                        "0 train/a/1.JPG",
                        "0 train/a/3.jpe",
                        "0 train/a/deep/er/2.jfif",
                        "1 train/b/album.jpg/4.Png",
                        "1 train/a/1.JPG");
        assertThat(found.notices())
                .singleElement()
                .asString()
                .startsWith("Ignored in " + root + ": ")
                .contains("2 .webp", "2 .txt", "5 hidden entries (", "1 dangling link (train/a/12.jpg)")
                .contains("1 link to a folder around it (train/a/loop)", "1 folder without images (train/c)");
    }

    @Test
    void readsTheRealImages() throws IOException {
        String cifar10 = System.getProperty("cifar10.dir", "");
        assumeFalse(cifar10.isEmpty(), "needs the real images");
        ImageSet set = found(Path.of(cifar10, "cifar10-jpeg")).heldOut();
        assertThat(set.size()).isEqualTo(5_000);
        assertThat(set.classNames()).isEqualTo(CifarFiles.CIFAR10_NAMES);
        try (ImageSet.Reader reader = set.open()) {
            ImageSet.Entry last = reader.read(4_999);
            assertThat(last.label()).isEqualTo(9);
            assertThat(ImageIO.read(new ByteArrayInputStream(last.content())).getWidth())
                    .isEqualTo(32);
        }
    }

    private ImageSet train() throws IOException {
        return found(root).train();
    }

    private static Dataset found(Path folder) throws IOException {
        return FolderLayout.split(folder).orElseThrow();
    }

    private static List<ImageSet.Entry> read(ImageSet set) throws IOException {
        var entries = new ArrayList<ImageSet.Entry>();
        try (ImageSet.Reader reader = set.open()) {
            for (long i = 0; i < set.size(); i++) {
                entries.add(reader.read(i));
            }
        }
        return entries;
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }
}
