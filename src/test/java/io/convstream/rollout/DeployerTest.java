package io.convstream.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.ServedVersions;
import io.convstream.event.ModelAnnouncement;
import io.convstream.event.StoredModel;
import io.convstream.modelstore.ModelFolder;
import io.convstream.network.ModelSignature;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions about the models of a run folder. */
class DeployerTest {

    private static final List<String> CLASSES = List.of("circle", "square", "star");

    @TempDir
    private Path folder;

    private StoragePath service;
    private ModelFolder models;
    private long now = 1_000_000;

    @BeforeEach
    void createFolders() throws IOException {
        service = StoragePath.of(folder.resolve("service"));
        models = new ModelFolder(
                modelFolder(), Map.of(), new ModelSignature(CLASSES, ServedVersions.FRAMING), "test images");
    }

    @Test
    void theNewestVersionIsDeployedAndRecordedBeforeItTakesEffect() throws IOException {
        store(1, 0.5);
        try (Deployer deployer = deployer(null, null)) {
            List<Decision> decisions = deployer.poll(Duration.ZERO);
            assertThat(decisions).singleElement().satisfies(decision -> {
                assertThat(decision.accepted()).isTrue();
                assertThat(deployment(decision).from()).isEqualTo(now + 100);
                assertThat(deployment(decision).plan().answer().step()).isEqualTo(1);
            });
            assertThat(new Journal(service).from(0)).isEqualTo(decisions);
            assertThat(deployer.poll(Duration.ZERO)).isEmpty();
            store(2, 0.4);
            assertThat(deployer.poll(Duration.ZERO).get(0).message())
                    .startsWith("version step 2, ")
                    .endsWith(" answers");
        }
    }

    @Test
    void aRestartDecidesNothingTwice() throws IOException {
        store(1, 0.5);
        try (Deployer deployer = deployer(0.6, null)) {
            assertThat(deployer.poll(Duration.ZERO))
                    .extracting(Decision::accepted)
                    .containsExactly(false);
        }
        try (Deployer deployer = deployer(0.6, null)) {
            assertThat(deployer.poll(Duration.ZERO)).isEmpty();
            store(2, 0.7);
            assertThat(deployer.poll(Duration.ZERO))
                    .extracting(Decision::number)
                    .containsExactly(1L);
        }
    }

    @Test
    void aVersionMustImproveByTheMargin() throws IOException {
        store(1, 0.5);
        try (Deployer deployer = deployer(null, 0.01)) {
            deployer.poll(Duration.ZERO);
            store(2, 0.505);
            assertThat(deployer.poll(Duration.ZERO).get(0).message())
                    .contains("its precision@1 of 0.5050 is below 0.5100");
            store(3, 0.52);
            assertThat(deployment(deployer.poll(Duration.ZERO).get(0))
                            .plan()
                            .answer()
                            .step())
                    .isEqualTo(3);
        }
    }

    @Test
    void aDamagedFileIsRefusedAndTheOldVersionStays() throws IOException {
        store(1, 0.5);
        try (Deployer deployer = deployer(null, null)) {
            deployer.poll(Duration.ZERO);
            store(2, 0.9);
            StoragePath file = models.file(
                    ModelFolder.manifest(modelFolder()).orElseThrow().newest());
            byte[] bytes = Files.readAllBytes(file.local());
            bytes[bytes.length / 2] ^= 1;
            Files.write(file.local(), bytes);
            List<Decision> decisions = deployer.poll(Duration.ZERO);
            assertThat(decisions.get(0).message()).contains("the SHA-256 of " + file + " is ");
            assertThat(Objects.requireNonNull(
                                    new Journal(service).rollout("tiny").answer())
                            .step())
                    .isEqualTo(1);
        }
    }

    @Test
    void otherClassesAreRefused() throws IOException {
        store(1, 0.5);
        try (Deployer deployer = deployer(null, null)) {
            deployer.poll(Duration.ZERO);
            store(2, 0.9, List.of("circle", "square"));
            assertThat(deployer.poll(Duration.ZERO).get(0).message())
                    .contains("its 2 classes are not the 3 that the service answers with");
        }
    }

    @Test
    void onlyTheFilesOfKeptVersionsRemain() throws IOException {
        try (Deployer deployer = deployer(null, null)) {
            for (int step = 1; step <= 5; step++) {
                store(step, 0.5);
                deployer.poll(Duration.ZERO);
            }
        }
        try (var files = Files.list(folder.resolve("service/models"))) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aFileOfAnotherVersionOfTheJournalIsRefusedInASentence() throws IOException {
        Files.createDirectories(service.local());
        Files.writeString(service.local().resolve("deployments.json"), "{\"version\":99}");
        assertThatThrownBy(() -> new Journal(service))
                .hasMessageContaining("is of version 99, but this convstream reads version 1");
    }

    private Deployer deployer(@Nullable Double minPrecision, @Nullable Double minImprovement) throws IOException {
        var options = new RolloutOptions(
                service,
                new ModelLocation(null, StoragePath.of(folder.resolve("run"))),
                null,
                new RolloutPolicy(minPrecision, minImprovement),
                Duration.ofMillis(100),
                3);
        var horizon = new Horizon(() -> now, options.delay());
        return new Deployer(options, List.of(), new Journal(service), horizon, () -> now);
    }

    private static Deployment deployment(Decision decision) {
        return Objects.requireNonNull(decision.deployment());
    }

    private StoragePath modelFolder() {
        return StoragePath.of(folder.resolve("run/models/tiny"));
    }

    private void store(int step, double precision) throws IOException {
        store(step, precision, CLASSES);
    }

    private void store(int step, double precision, List<String> classes) throws IOException {
        now++;
        ModelAnnouncement version = new ServedVersions(folder, classes).write(step);
        models.store(
                new StoredModel(step, step, precision, StoredModel.Weights.EMA, version.fileSha256()),
                file -> Files.copy(Path.of(version.path()), file, StandardCopyOption.REPLACE_EXISTING));
    }
}
