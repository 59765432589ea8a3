package io.convstream.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.convstream.ServedVersions;
import io.convstream.event.ModelAnnouncement;
import io.convstream.network.Gpus;
import io.convstream.network.nd4j.CLibrary;
import io.convstream.rollout.ModelCopies;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedVersionsTest {

    private static final List<String> CLASSES = List.of("circle", "square", "star");
    private static final int SWAPS = 1000;
    private static final int WARM_UP = 200;
    private static final int FILES = 4;

    @TempDir
    private Path run;

    @Test
    void nativeMemoryIsFlatOverAThousandSwaps() throws Exception {
        assumeTrue(CLibrary.countsMemory());
        List<String> hashes = new ArrayList<>();
        for (int step = 1; step <= FILES; step++) {
            hashes.add(store(step));
        }
        var input = new float[ServedVersions.FRAMING.crop().size()];
        try (var versions = versions()) {
            long before = 0;
            for (int swap = 0; swap < SWAPS; swap++) {
                String hash = hashes.get(swap % FILES);
                String next = hashes.get((swap + 1) % FILES);
                versions.prepare("tiny", next);
                assertThat(versions.get("tiny", hash).probabilities(input, 1)).hasSize(CLASSES.size());
                versions.get("tiny", next);
                versions.keepOnly(Set.of(hash, next));
                assertThat(versions.size()).isEqualTo(2);
                if (swap == WARM_UP) {
                    before = CLibrary.bytesAfterCollection();
                }
            }
            assertThat((CLibrary.bytesAfterCollection() - before) / (SWAPS - WARM_UP))
                    .as("bytes that a swap leaves behind")
                    .isLessThan(500);
        }
    }

    @Test
    void aVersionWithoutACopyIsAFailureInASentence() throws IOException {
        try (var versions = versions()) {
            assertThatThrownBy(() -> versions.get("tiny", "ab"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot load model tiny: ")
                    .hasMessageContaining("ab.zip does not exist, but the service must answer with it");
        }
    }

    private LoadedVersions versions() {
        return new LoadedVersions(new ModelCopies(StoragePath.of(run)), 1, Gpus.ofMachine());
    }

    private String store(int step) throws IOException {
        ModelAnnouncement version = new ServedVersions(run, CLASSES).write(step);
        Path models = Files.createDirectories(run.resolve("models"));
        Files.move(Path.of(version.path()), models.resolve(version.fileSha256() + ".zip"));
        return version.fileSha256();
    }
}
