package io.convstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        ClassFolders set = ClassFolders.train(root);
        assertThat(set.classNames()).containsExactly("ant", "moth", "zebra");
        assertThat(read(set))
                .extracting(entry -> entry.label() + " " + new String(entry.content(), UTF_8))
                .containsExactly(
                        "0 train/ant/10.jpg", "0 train/ant/9.jpg", "2 train/zebra/a.jpeg", "2 train/zebra/b.PNG");
        assertThat(read(set).get(0))
                .usingRecursiveComparison()
                .ignoringFields("content")
                .isEqualTo(new PictureSet.Entry(
                        RecordFormat.ENCODED,
                        new byte[0],
                        0,
                        new Origin(root.resolve("train/ant/10.jpg").toString(), -1, 0, -1)));
    }

    @Test
    void givesBothPartsTheSameLabels() throws IOException {
        write("train/b/1.png", "test/a/1.png", "test/b/1.png");
        assertThat(ClassFolders.train(root).classNames())
                .isEqualTo(ClassFolders.heldOut(root).classNames())
                .containsExactly("a", "b");
        assertThat(read(ClassFolders.train(root)))
                .extracting(PictureSet.Entry::label)
                .containsExactly(1);
    }

    @Test
    void keepsTheLabelOrderOfCifar10() throws IOException {
        for (String name : CifarFiles.CIFAR10_NAMES) {
            write("train/" + name + "/1.png");
        }
        assertThat(ClassFolders.train(root).classNames()).isEqualTo(CifarFiles.CIFAR10_NAMES);
    }

    @Test
    void travelsSmallAndNoticesOtherFiles() throws Exception {
        for (int i = 0; i < 500; i++) {
            write("train/a/" + i + ".png");
        }
        ClassFolders set = ClassFolders.train(root);
        assertThat(Travel.bytes(set)).hasSizeLessThan(1_000);
        assertThat(Travel.there(set)).isEqualTo(set);
        Files.move(root.resolve("train/a/7.png"), root.resolve("train/a/seven.png"));
        assertThatThrownBy(set::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root.resolve("train") + " are not those of when the job was made");
    }

    @Test
    void saysWhatIsMissingAndWhere() throws IOException {
        assertThatThrownBy(() -> ClassFolders.train(root)).hasMessageContaining("no folder " + root.resolve("train"));
        write("test/a/notes.txt");
        assertThatThrownBy(() -> ClassFolders.heldOut(root))
                .hasMessageContaining("no pictures in " + root.resolve("test"));
    }

    @Test
    void saysWhichFileHasGone() throws IOException {
        write("train/a/1.png");
        try (PictureSet.Reader reader = ClassFolders.train(root).open()) {
            Files.delete(root.resolve("train/a/1.png"));
            assertThatThrownBy(() -> reader.read(0))
                    .hasMessageContaining(root.resolve("train/a/1.png").toString());
        }
    }

    @Test
    void readsTheRealPictures() throws IOException {
        String cifar10 = System.getProperty("cifar10.dir", "");
        assumeFalse(cifar10.isEmpty(), "needs the real pictures");
        ClassFolders set = ClassFolders.heldOut(Path.of(cifar10, "cifar10-jpeg"));
        assertThat(set.size()).isEqualTo(5_000);
        assertThat(set.classNames()).isEqualTo(CifarFiles.CIFAR10_NAMES);
        try (PictureSet.Reader reader = set.open()) {
            PictureSet.Entry last = reader.read(4_999);
            assertThat(last.label()).isEqualTo(9);
            assertThat(ImageIO.read(new ByteArrayInputStream(last.content())).getWidth())
                    .isEqualTo(32);
        }
    }

    private static List<PictureSet.Entry> read(PictureSet set) throws IOException {
        var entries = new ArrayList<PictureSet.Entry>();
        try (PictureSet.Reader reader = set.open()) {
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
