package io.convstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.failure.UsageException;
import io.convstream.image.Framing;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import io.convstream.run.RunParent;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which models a run can start from, and what is said about their classes. */
final class InitialModelTest {

    private static final Framing FRAMING = Framing.of(32, 0, 24);

    @TempDir
    private Path folder;

    private static ModelDefinition definition(int classes) {
        String network = Presets.configuration("tiny", FRAMING.crop(), classes, 1);
        return ModelDefinition.of("m", network, FRAMING, 4, 1, 1, Hyperparameters.fast(4, 10));
    }

    private InitialModel model(String... classes) throws IOException {
        Path file = folder.resolve("model.zip");
        try (var trainer = new Trainer(definition(classes.length))) {
            ModelFile.write(
                    file,
                    definition(classes.length),
                    List.of(classes),
                    trainer.state().parameters());
        }
        return InitialModel.read(StoragePath.of(file), FRAMING);
    }

    @Test
    void otherNamesOfTheSameNumberOfClassesAreReported() throws IOException {
        List<String> sentences = new ArrayList<>();
        model("a", "b").parameters(definition(2), List.of("a", "c"), sentences::add);
        assertThat(sentences)
                .contains("The last layer of model m is that of the file, whose classes have other names: a, b there,"
                        + " a, c here.");
    }

    @Test
    void theSameClassesInAnotherOrderAreRefused() throws IOException {
        InitialModel model = model("a", "b");
        assertThatThrownBy(() -> model.parameters(definition(2), List.of("b", "a"), sentence -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has the classes of this run in another order (a, b there, b, a here)");
    }

    @Test
    void anotherNumberOfClassesIsReported() throws IOException {
        List<String> sentences = new ArrayList<>();
        model("a", "b").parameters(definition(3), List.of("a", "b", "c"), sentences::add);
        assertThat(sentences)
                .contains("The last layer of model m (softmax_linear) is new, because this run has 3 classes and the"
                        + " file 2.");
    }

    @Test
    void anotherFramingIsRefused() throws IOException {
        InitialModel model = model("a", "b");
        assertThatThrownBy(() -> model.requireFraming(Framing.of(32, 0, 28)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("leave out --image-size, --padding and --crop-size");
        model.requireFraming(FRAMING);
    }

    @Test
    void anotherNetworkIsRefusedNamingTheFile() throws IOException {
        InitialModel model = model("a", "b");
        String network = Presets.configuration("cifar10", FRAMING.crop(), 2, 1);
        ModelDefinition other = ModelDefinition.of("m", network, FRAMING, 4, 1, 1, Hyperparameters.fast(4, 10));
        assertThatThrownBy(() -> model.parameters(other, List.of("a", "b"), sentence -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("model m cannot start from " + model.file());
    }

    @Test
    void aModelIsNamedAfterItsFolderInARun() throws IOException {
        Path file = Files.createDirectories(folder.resolve("run/models/net")).resolve("best.zip");
        Files.copy(model("a", "b").file().local(), file);
        assertThat(InitialModel.read(StoragePath.of(file), FRAMING).name()).isEqualTo("net");
        assertThat(model("a", "b").name()).isEqualTo("model");
    }

    @Test
    void aModelBesideFilesOfAnotherVersionCanBeUsed() throws IOException {
        Path file = Files.createDirectories(folder.resolve("old/models/net")).resolve("best.zip");
        Files.copy(model("a", "b").file().local(), file);
        Files.writeString(file.resolveSibling("manifest.json"), "{\"version\": 1}");
        RunParent parent = InitialModel.read(StoragePath.of(file), FRAMING).parent();
        assertThat(parent.path()).isEqualTo(file.toString());
        assertThat(parent.step()).isNull();
        assertThat(parent.sha256()).hasSize(64);
    }

    @Test
    void aFolderWithoutAModelIsRefused() {
        assertThatThrownBy(() -> InitialModel.read(StoragePath.of(folder), FRAMING))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(folder + " is neither a run folder nor a model folder");
    }
}
