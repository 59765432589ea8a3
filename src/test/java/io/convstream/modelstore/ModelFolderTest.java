package io.convstream.modelstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.SmallDisk;
import io.convstream.event.StoredModel;
import io.convstream.event.StoredModel.Weights;
import io.convstream.image.Framing;
import io.convstream.network.ModelSignature;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        folder = new ModelFolder(StoragePath.of(place), Map.of("seed", "1"), SIGNATURE, IMAGES);
    }

    @Test
    void storesTheNewestAndTheBest() throws IOException {
        store(100, 0.5, "a");
        store(200, 0.7, "b");
        store(300, 0.6, "c");
        store(400, 0.7, "d");
        assertThat(newest()).hasContent("d");
        assertThat(best()).hasContent("b");
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
        folder = new ModelFolder(StoragePath.of(place), Map.of("seed", "1"), SIGNATURE, IMAGES);
        store(300, 0.6, "c");
        assertThat(best()).hasContent("b");
        assertThat(newest()).hasContent("c");
    }

    @Test
    void aManifestOfAnotherVersionIsRefused() throws IOException {
        store(200, 0.7, "b");
        Path file = place.resolve("manifest.json");
        Files.writeString(file, Files.readString(file).replace("\"version\" : 3", "\"version\" : 2"));
        assertThatThrownBy(() -> ModelFolder.manifest(StoragePath.of(place)))
                .hasMessageContaining("manifest.json is of version 2, but this convstream reads version 3");
    }

    @Test
    void filesThatTheLastTwoManifestsDoNotNameAreDeleted() throws IOException {
        store(100, 0.9, "a");
        store(200, 0.5, "b");
        store(300, 0.5, "c");
        Path mine = Files.writeString(place.resolve("mine.zip"), "kept");
        Path previous = newest();
        store(400, 0.5, "d");
        try (Stream<Path> files = Files.list(place)) {
            assertThat(files)
                    .containsExactlyInAnyOrder(best(), newest(), previous, mine, place.resolve("manifest.json"));
        }
    }

    @Test
    void aRunFolderStandsForTheBestModelOfItsOnlyModelFolder() throws IOException {
        Path run = parent.resolve("run");
        folder = new ModelFolder(StoragePath.of(run.resolve("models/a")), Map.of(), SIGNATURE, IMAGES);
        place = run.resolve("models/a");
        store(100, 0.9, "a");
        store(200, 0.5, "b");
        assertThat(BestModelFile.of(StoragePath.of(run)).local()).isEqualTo(best());
        assertThat(BestModelFile.of(StoragePath.of(place)).local()).isEqualTo(best());
        assertThat(BestModelFile.of(StoragePath.of(newest())).local()).isEqualTo(newest());
        new ModelFolder(StoragePath.of(run.resolve("models/b")), Map.of(), SIGNATURE, IMAGES)
                .store(model(1, 0.1), path -> Files.writeString(path, "x"));
        assertThatThrownBy(() -> BestModelFile.of(StoragePath.of(run))).hasMessageContaining("several models (a, b)");
        assertThatThrownBy(() -> BestModelFile.of(StoragePath.of(parent))).hasMessageContaining("neither a run folder");
    }

    @Test
    void precisionsOnDifferentImagesAreNotCompared() throws IOException {
        store(200, 0.7, "b");
        folder = new ModelFolder(
                StoragePath.of(place), Map.of("seed", "1"), SIGNATURE, "validation: 10 of the 100 training images");
        store(300, 0.6, "c");
        assertThat(best()).hasContent("c");
        assertThat(manifest().evaluatedOn()).startsWith("validation: 10 of");
    }

    @Test
    void repeatedAndOlderEvaluationsChangeNothing() throws IOException {
        store(100, 0.5, "a");
        store(200, 0.4, "b");
        assertThat(store(200, 0.4, "other")).isFalse();
        assertThat(store(100, 0.5, "other")).isFalse();
        assertThat(newest()).hasContent("b");
        assertThat(best()).hasContent("a");
    }

    @Test
    void storingAgainRepairsAFileThatDoesNotMatchTheManifest() throws IOException {
        store(100, 0.5, "a");
        Files.writeString(best(), "damaged");
        assertThat(store(100, 0.5, "a")).isTrue();
        assertThat(best()).hasContent("a");
    }

    @Test
    void temporaryFilesOfAKilledProcessAreIgnored() throws IOException {
        for (String file : List.of("0000000100-ca978112ca1b.zip", "manifest.json")) {
            Files.writeString(place.resolve("." + file + ".part"), "half");
        }
        assertThat(store(100, 0.5, "a")).isTrue();
        assertThat(best()).hasFileName("0000000100-ca978112ca1b.zip").hasContent("a");
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
        assertThat(newest()).hasContent("a");
        assertThat(best()).hasContent("a");
        assertThat(manifest().newest().model()).isEqualTo(model(100, 0.5));
        assertThat(store(200, 0.6, "b")).isTrue();
    }

    @Test
    void aFullDiskLeavesTheOldFilesIntact() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(parent.resolve("disk"), "64k")) {
            place = disk.folder().resolve("tutorial");
            folder = new ModelFolder(StoragePath.of(place), Map.of(), SIGNATURE, IMAGES);
            store(100, 0.5, "a");
            assertThatThrownBy(() -> store(200, 0.6, "b".repeat(100_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("full");
            assertThat(newest()).hasContent("a");
            assertThat(best()).hasContent("a");
            assertThat(manifest().newest().model()).isEqualTo(model(100, 0.5));
        }
    }

    @Test
    void errorsNameTheFolderOrManifest() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "not a folder");
        assertThatThrownBy(() -> new ModelFolder(StoragePath.of(file), Map.of(), SIGNATURE, IMAGES))
                .hasMessageContaining(file.toString());
        Files.writeString(place.resolve("manifest.json"), "{");
        assertThatThrownBy(() -> new ModelFolder(StoragePath.of(place), Map.of(), SIGNATURE, IMAGES))
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
        return ModelFolder.manifest(StoragePath.of(place)).orElseThrow();
    }

    private Path newest() throws IOException {
        return place.resolve(manifest().newest().file());
    }

    private Path best() throws IOException {
        return place.resolve(manifest().best().file());
    }
}
