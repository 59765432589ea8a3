package io.convstream.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.ingest.Datasets;
import io.convstream.ingest.download.Archive;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderLayoutTest {

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"val", "valid", "validation", "test", "Test", "VAL"})
    void findsTheHeldOutSplitUnderEachOfItsNames(String name) throws IOException {
        write("train/cat/1.jpg", "train/dog/1.jpg", name + "/cat/2.jpg");
        Dataset found = named(root);
        assertThat(found.hasHeldOut()).isTrue();
        assertThat(found.train().size()).isEqualTo(2);
        assertThat(found.heldOut().size()).isEqualTo(1);
        assertThat(found.heldOut().classesFound()).isEqualTo(1);
        assertThat(found.heldOut().classNames()).containsExactly("cat", "dog");
        assertThat(found.notices()).isEmpty();
    }

    @Test
    void prefersValidationToTestAndReportsIgnoredFiles() throws IOException {
        write("train/a/1.jpg", "train/b/1.jpg", "val/a/1.jpg", "test/a/1.jpg", "test/b/2.jpg", "notes.txt");
        Dataset found = named(root);
        assertThat(found.heldOut().size()).isEqualTo(1);
        assertThat(found.notices())
                .containsExactly("Ignored in " + root + ": 1 other folder (test), 1 file outside the class folders"
                        + " (notes.txt)");
    }

    @Test
    void classFoldersAloneAreUnsplit() throws IOException {
        write("cat/1.jpg", "dog/1.jpg", "dog/2.jpg");
        Dataset found = named(root);
        assertThat(found.isUnsplit()).isTrue();
        assertThat(found.hasHeldOut()).isFalse();
        assertThat(found.train()).isEqualTo(found.heldOut());
        assertThat(found.train().size()).isEqualTo(3);
    }

    @Test
    void aClassMayHaveTheNameOfASplit() throws IOException {
        write("valid/1.jpg", "invalid/1.jpg");
        assertThat(named(root).train().classNames()).containsExactly("invalid", "valid");
    }

    @Test
    void skipsSingleFoldersAroundTheImages() throws IOException {
        write("copy/of/train/a/1.jpg", "copy/of/train/b/1.jpg", "copy/of/test/a/1.jpg", "copy/__MACOSX/x.jpg");
        assertThat(named(root).name()).isEqualTo("image folder " + root.resolve("copy/of"));
    }

    @Test
    void refusesTrainingImagesWithoutClassFolders() throws IOException {
        write("train/cat.1.jpg", "train/dog.1.jpg", "test/1.jpg");
        assertThatThrownBy(() -> named(root))
                .hasMessageContaining(root.resolve("train") + " holds no folders")
                .hasMessageContaining("a folder for each class");
    }

    @Test
    void reportsIgnoredFilesIfItFindsNoImages() throws IOException {
        write("cat/1.webp", "cat/2.webp", "dog/1.heic");
        assertThatThrownBy(() -> named(root))
                .hasMessageStartingWith("no images in " + root)
                .hasMessageContaining("(ignored: 2 .webp, 1 .heic)");
    }

    private Dataset named(Path folder) throws IOException {
        var nowhere = new Archive(URI.create("http://no-such-host.invalid/x.tar.gz"), 10, "00");
        return new Datasets(root.resolve("data"), nowhere, (bytes, total) -> {}, Map.of()).resolve(folder.toString());
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }
}
