package io.convstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.job.JobImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images that train, feed and evaluate select from a folder, and their messages. */
final class DatasetLoaderTest {

    private static final ClassNames MODEL = new ClassNames("the model", List.of("cat", "dog"), true);

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private final PrintWriter out = new PrintWriter(said, true);

    @Test
    void trainingAndEvaluationFoldersMayBeSeparate() throws IOException {
        write("train/cat", 3);
        write("train/dog", 3);
        write("test/cat", 2);
        write("test/dog", 1);
        JobImages images = open("train", "test", null);
        assertThat(images.countsLine())
                .isEqualTo("Images: 6 of 2 classes for training, 3 of 2 classes for evaluation (cat, dog)");
        assertThat(images.split()).isZero();
        assertThat(images.evaluatedOn()).isEqualTo("3 test images");
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void aTenthOfClassFoldersIsHeldOut() throws IOException {
        write("all/cat", 100);
        write("all/dog", 100);
        JobImages images = open("all", null, null);
        long heldOut = images.heldOut().size();
        assertThat(heldOut).isBetween(8L, 35L);
        assertThat(images.train().size()).isEqualTo(200 - heldOut);
        assertThat(images.split()).isEqualTo(0.1);
        assertThat(said.toString())
                .isEqualTo("Held out for evaluation: " + heldOut + " of the 200 training images (image folder "
                        + folder.resolve("all") + " has no others; --val-split 0.1).\n");
    }

    @Test
    void valSplitReplacesTheImagesForEvaluation() throws IOException {
        write("all/train/cat", 20);
        write("all/train/dog", 20);
        write("all/test/cat", 1);
        assertThat(open("all", null, null).heldOut().size()).isEqualTo(1);
        assertThat(open("all", null, 0.0).heldOut().size()).isEqualTo(1);
        JobImages images = open("all", null, 0.5);
        assertThat(images.heldOut().size()).isBetween(8L, 32L);
        assertThat(images.train().size() + images.heldOut().size()).isEqualTo(40);
    }

    @Test
    void shapesAndCifarFilesCanBeSplit() {
        JobImages images = DatasetLoader.ofFiles("shapes", null, 0.25, Map.of(), out);
        assertThat(images.heldOut().size()).isBetween(4_500L, 5_500L);
        assertThat(images.train().size() + images.heldOut().size()).isEqualTo(20_000);
        assertThat(images.modelSelectionLine())
                .isEqualTo(String.format(
                        "The best model is chosen by precision @ 1 on validation: %,d of the 20,000 training images.",
                        images.heldOut().size()));
    }

    @Test
    void feedAndEvaluateHoldOutNothingWithoutValSplit() throws IOException {
        write("all/cat", 10);
        write("all/dog", 10);
        String all = folder.resolve("all").toString();
        assertThat(DatasetLoader.toFeed(all, false, null, out).size()).isEqualTo(20);
        assertThat(said.toString()).isEmpty();
        assertThat(DatasetLoader.toEvaluate(MODEL, all, null, Map.of(), out).size())
                .isEqualTo(20);
        assertThat(said.toString()).startsWith("Taking all images of image folder " + all);
        long sent = DatasetLoader.toFeed(all, false, 0.3, out).size();
        assertThat(sent).isBetween(2L, 18L);
        assertThat(DatasetLoader.toFeed(all, true, 0.3, out).size()).isEqualTo(20 - sent);
        assertThat(DatasetLoader.toEvaluate(MODEL, all, 0.3, Map.of(), out).size())
                .isEqualTo(20 - sent);
    }

    @Test
    void oneClassOrNoImagesForEvaluationAreRefused() throws IOException {
        write("one/cat", 10);
        assertThatThrownBy(() -> open("one", null, null))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has images of one class only (cat)");
        write("two/cat", 10);
        write("two/dog", 10);
        assertThatThrownBy(() -> open("two", null, 0.0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has images for training only");
    }

    private JobImages open(String data, @Nullable String evaluateData, @Nullable Double valSplit) {
        return DatasetLoader.ofFiles(
                folder.resolve(data).toString(),
                evaluateData == null ? null : folder.resolve(evaluateData).toString(),
                valSplit,
                Map.of(),
                out);
    }

    private void write(String classFolder, int images) throws IOException {
        Path made = Files.createDirectories(folder.resolve(classFolder));
        for (int i = 0; i < images; i++) {
            Files.writeString(made.resolve(i + ".jpg"), "x");
        }
    }
}
