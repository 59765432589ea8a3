package io.convstream.modelstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.SmallDisk;
import io.convstream.event.JsonLines;
import io.convstream.event.StoredModel;
import io.convstream.event.StoredModel.Weights;
import io.convstream.image.Framing;
import io.convstream.network.ModelSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    private static final ModelSignature SIGNATURE = new ModelSignature(List.of("cat", "dog"), Framing.of(28, 0, 24));

    private static final String IMAGES = "100 test images";

    @TempDir
    private Path parent;

    private Path place;
    private ModelFolder folder;

    @BeforeEach
    void open() throws IOException {
        place = parent.resolve("tutorial");
        folder = new ModelFolder(place, Map.of("seed", "1"), SIGNATURE, IMAGES);
    }

    @Test
    void storesTheNewestAndTheBest() throws IOException {
        store(100, 0.5, "a");
        store(200, 0.7, "b");
        store(300, 0.6, "c");
        store(400, 0.7, "d");
        assertThat(place.resolve("newest.zip")).hasContent("d");
        assertThat(place.resolve("best.zip")).hasContent("b");
        Manifest manifest = manifest();
        assertThat(manifest.newest().model()).isEqualTo(model(400, 0.7));
        assertThat(manifest.best().model()).isEqualTo(model(200, 0.7));
        assertThat(manifest.options()).containsEntry("seed", "1");
        assertThat(manifest.signature()).isEqualTo(SIGNATURE);
        assertThat(manifest.evaluatedOn()).isEqualTo(IMAGES);
        // sha256sum of "d"
        assertThat(manifest.newest().fileSha256())
                .isEqualTo("18ac3e7343f016890c510e93f935261169d9e3f565436429830faf0934f4f8e4");
    }

    @Test
    void continuesFromItsManifest() throws IOException {
        store(200, 0.7, "b");
        folder = new ModelFolder(place, Map.of("seed", "1"), SIGNATURE, IMAGES);
        store(300, 0.6, "c");
        assertThat(place.resolve("best.zip")).hasContent("b");
        assertThat(place.resolve("newest.zip")).hasContent("c");
    }

    @Test
    void aManifestOfAnEarlierVersionIsReadAndReplaced() throws IOException {
        store(200, 0.7, "b");
        Path file = place.resolve("manifest.json");
        String old = Files.readString(file)
                .replaceAll("(?s),\\s*\"evaluatedOn\".*", "}")
                .replace(": 2,", ": 1,");
        Files.writeString(file, old);
        assertThat(manifest().signature()).isNull();
        folder = new ModelFolder(place, Map.of("seed", "1"), SIGNATURE, IMAGES);
        store(300, 0.8, "c");
        assertThat(manifest().signature()).isEqualTo(SIGNATURE);
    }

    @Test
    void precisionsOnDifferentImagesAreNotCompared() throws IOException {
        store(200, 0.7, "b");
        folder = new ModelFolder(place, Map.of("seed", "1"), SIGNATURE, "validation: 10 of the 100 training images");
        store(300, 0.6, "c");
        assertThat(place.resolve("best.zip")).hasContent("c");
        assertThat(manifest().evaluatedOn()).startsWith("validation: 10 of");
    }

    @Test
    void repeatedAndOlderEvaluationsChangeNothing() throws IOException {
        store(100, 0.5, "a");
        store(200, 0.4, "b");
        assertThat(store(200, 0.4, "other")).isFalse();
        assertThat(store(100, 0.5, "other")).isFalse();
        assertThat(place.resolve("newest.zip")).hasContent("b");
        assertThat(place.resolve("best.zip")).hasContent("a");
    }

    @Test
    void storingAgainRepairsAFileThatDoesNotMatchTheManifest() throws IOException {
        store(100, 0.5, "a");
        Files.writeString(place.resolve("best.zip"), "damaged");
        assertThat(store(100, 0.5, "a")).isTrue();
        assertThat(place.resolve("best.zip")).hasContent("a");
    }

    @Test
    void temporaryFilesOfAKilledProcessAreIgnored() throws IOException {
        for (String file : List.of("newest.zip", "best.zip", "manifest.json")) {
            Files.writeString(place.resolve("." + file + ".part"), "half");
        }
        assertThat(store(100, 0.5, "a")).isTrue();
        assertThat(place.resolve("best.zip")).hasContent("a");
        assertThat(place).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aFailedWriteLeavesTheOldFilesIntact() throws IOException {
        store(100, 0.5, "a");
        assertThatThrownBy(() -> folder.store(model(200, 0.6), path -> {
                    Files.writeString(path, "half");
                    throw new IOException("No space left on device");
                }))
                .hasMessageContaining("step 200")
                .hasMessageContaining(place.toString())
                .hasRootCauseMessage("No space left on device");
        assertThat(place.resolve("newest.zip")).hasContent("a");
        assertThat(place.resolve("best.zip")).hasContent("a");
        assertThat(manifest().newest().model()).isEqualTo(model(100, 0.5));
        assertThat(store(200, 0.6, "b")).isTrue();
    }

    @Test
    void aFullDiskLeavesTheOldFilesIntact() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(parent.resolve("disk"), "64k")) {
            place = disk.folder().resolve("tutorial");
            folder = new ModelFolder(place, Map.of(), SIGNATURE, IMAGES);
            store(100, 0.5, "a");
            assertThatThrownBy(() -> store(200, 0.6, "b".repeat(100_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("full");
            assertThat(place.resolve("newest.zip")).hasContent("a");
            assertThat(place.resolve("best.zip")).hasContent("a");
            assertThat(manifest().newest().model()).isEqualTo(model(100, 0.5));
        }
    }

    @Test
    void errorsNameTheFolderOrManifest() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "not a folder");
        assertThatThrownBy(() -> new ModelFolder(file, Map.of(), SIGNATURE, IMAGES))
                .hasMessageContaining(file.toString());
        Files.writeString(place.resolve("manifest.json"), "{");
        assertThatThrownBy(() -> new ModelFolder(place, Map.of(), SIGNATURE, IMAGES))
                .hasMessageContaining("manifest.json");
    }

    @Test
    void refusesAPrecisionOfNaN() {
        assertThatThrownBy(() -> model(1, Double.NaN)).hasMessageContaining("NaN");
    }

    private boolean store(long step, double precision, String content) throws IOException {
        return folder.store(model(step, precision), path -> Files.writeString(path, content));
    }

    private static StoredModel model(long step, double precision) {
        return new StoredModel(step, step / 100, precision, Weights.EMA, "hash of " + step);
    }

    private Manifest manifest() throws IOException {
        return JsonLines.MAPPER.readValue(place.resolve("manifest.json").toFile(), Manifest.class);
    }
}
