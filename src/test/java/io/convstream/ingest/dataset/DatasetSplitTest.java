package io.convstream.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetSplitTest {

    @TempDir
    private Path root;

    @Test
    void holdsOutAboutTheRequestedShare() throws IOException {
        write("cat", 0, 500);
        write("dog", 0, 500);
        DatasetSplit split = DatasetSplit.of(folders(), 0.1);
        Set<String> train = files(split.train());
        Set<String> heldOut = files(split.heldOut());
        assertThat(heldOut).hasSizeBetween(70, 130).doesNotContainAnyElementsOf(train);
        assertThat(train).hasSize(1_000 - heldOut.size());
        assertThat(split.train().size()).isEqualTo(train.size());
        assertThat(split.heldOut().size()).isEqualTo(heldOut.size());
    }

    @Test
    void addedImagesAndMovedFoldersReassignNoImage() throws IOException {
        write("cat", 0, 100);
        write("dog", 0, 100);
        Set<String> before = files(DatasetSplit.of(folders(), 0.2).heldOut());
        write("cat", 100, 300);
        write("ape", 0, 50);
        Path moved = Files.createDirectory(root.resolve("moved"));
        for (String name : List.of("cat", "dog", "ape")) {
            Files.move(root.resolve(name), moved.resolve(name));
        }
        root = moved;
        Set<String> after = files(DatasetSplit.of(folders(), 0.2).heldOut());
        assertThat(after).containsAll(before);
        after.removeAll(before);
        assertThat(after).allMatch(name -> name.startsWith("ape") || name.matches("cat/[123]\\d\\d.png"));
    }

    @Test
    void everyClassOfTwoOrMoreImagesIsInBothSplits() throws IOException {
        for (int i = 0; i < 60; i++) {
            write("c" + i, 0, 2);
        }
        write("one", 0, 1);
        for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.999}) {
            DatasetSplit split = DatasetSplit.of(folders(), share);
            assertThat(classes(split.train())).hasSize(61);
            assertThat(classes(split.heldOut())).hasSize(60).doesNotContain("one");
            assertThat(split.train().classesFound()).isEqualTo(61);
            assertThat(split.heldOut().classesFound()).isEqualTo(60);
        }
    }

    @Test
    void splitsCifarFilesByRecord() throws IOException {
        for (int file = 1; file <= 2; file++) {
            var content = new byte[200 * CifarFiles.RECORD_BYTES + 5];
            for (int record = 0; record < 200; record++) {
                content[record * CifarFiles.RECORD_BYTES] = (byte) (record % 10);
                content[record * CifarFiles.RECORD_BYTES + 1] = (byte) file;
                content[record * CifarFiles.RECORD_BYTES + 2] = (byte) record;
            }
            Files.write(root.resolve("data_batch_" + file + ".bin"), content);
        }
        CifarFiles all = CifarFiles.train(root);
        DatasetSplit split = DatasetSplit.of(all, 0.1);
        assertThat(split.heldOut().size()).isBetween(20L, 60L);
        assertThat(split.train().size() + split.heldOut().size()).isEqualTo(all.size());
        assertThat(all.size()).isEqualTo(402);
        Set<String> origins = new HashSet<>();
        for (ImageSet images : List.of(split.train(), split.heldOut())) {
            try (ImageSet.Reader reader = images.open()) {
                for (long i = 0; i < images.size(); i++) {
                    var origin = reader.read(i).origin();
                    assertThat(origins.add(origin.source() + "#" + origin.position()))
                            .isTrue();
                }
            }
        }
        assertThat(origins).hasSize(402);
        assertThat(DatasetSplit.of(all, 0.1)).isEqualTo(split);
    }

    @Test
    void serializesCompactly() throws Exception {
        DatasetSplit split = DatasetSplit.of(new Shapes(1, false, 50_000), 0.1);
        assertThat(JavaSerialization.bytes(split.train())).hasSizeLessThan(8_000);
        assertThat(JavaSerialization.roundTrip(split.train())).isEqualTo(split.train());
    }

    @Test
    void refusesClassesOfOneImageEach() throws IOException {
        write("cat", 0, 1);
        write("dog", 0, 1);
        ClassFolders all = folders();
        assertThatThrownBy(() -> DatasetSplit.of(all, 0.5)).hasMessageContaining("no class has two images");
    }

    private ClassFolders folders() throws IOException {
        return (ClassFolders) FolderLayout.unsplit(root).orElseThrow().train();
    }

    private Set<String> files(ImageSet set) throws IOException {
        Set<String> files = new TreeSet<>();
        try (ImageSet.Reader reader = set.open()) {
            for (long i = 0; i < set.size(); i++) {
                files.add(root.relativize(Path.of(reader.read(i).origin().source()))
                        .toString());
            }
        }
        return files;
    }

    private Set<String> classes(ImageSet set) throws IOException {
        Set<String> classes = new TreeSet<>();
        files(set).forEach(file -> classes.add(file.substring(0, file.indexOf('/'))));
        return classes;
    }

    private void write(String folder, int from, int to) throws IOException {
        Files.createDirectories(root.resolve(folder));
        for (int i = from; i < to; i++) {
            Files.writeString(root.resolve(folder).resolve(i + ".png"), "x");
        }
    }
}
