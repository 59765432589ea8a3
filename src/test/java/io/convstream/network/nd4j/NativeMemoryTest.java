package io.convstream.network.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.convstream.image.ImageShape;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.network.Samples;
import io.convstream.network.Trainer;
import io.convstream.network.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Native memory is freed by closing it, not by the garbage collector. */
class NativeMemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void closingFreesTheMemory() throws IOException {
        assumeTrue(Files.exists(STATUS));
        long before = residentMegabytes();
        for (int i = 0; i < 20; i++) {
            try (var memory = new NativeMemory(DataType.FLOAT)) {
                memory.filled(1, 50_000_000);
            }
        }
        assertThat(residentMegabytes() - before).isLessThan(400);
    }

    /**
     * Counts bytes allocated by malloc: resident memory includes the Java heap. The virtual machine allocates there
     * too, now and then many megabytes for its compiler, and frees them: the round in which the least changed counts.
     * ND4J leaves some kilobytes of each step to the garbage collector.
     */
    @Test
    void stepsLeakNoMemory() throws InterruptedException {
        assumeTrue(CLibrary.countsMemory());
        String configuration = Hyperparameters.fast(8, 10_000)
                .withDropout(0.5)
                .apply(Presets.configuration("tiny", Samples.INPUT, Samples.CLASSES, 1));
        float[] pixels = Samples.pixels(Samples.INPUT, 8, 1);
        int[] labels = Samples.labels(8, Samples.CLASSES, 1);
        try (var trainer = new Trainer(Samples.definition(configuration, 8, 2))) {
            long leastChange = Long.MAX_VALUE;
            for (int round = 0; round < 7; round++) {
                long before = CLibrary.bytesAfterCollection();
                for (int i = 0; i < 1_300; i++) {
                    trainer.step(pixels, labels, 8);
                }
                leastChange = Math.min(leastChange, Math.abs(CLibrary.bytesAfterCollection() - before));
            }
            assertThat(leastChange / 1_300)
                    .as("bytes that a step leaves behind")
                    .isLessThan(500);
        }
    }

    @SuppressWarnings("NullAway") // the missing state makes the constructor fail
    @Test
    void aTrainerThatCannotBeCreatedLeaksNoMemory() {
        assumeTrue(CLibrary.countsMemory());
        var input = new ImageShape(24, 24, 3);
        String configuration = Hyperparameters.fast(8, 10_000).apply(Presets.configuration("cifar10", input, 10, 1));
        var definition = new ModelDefinition("m", configuration, input, 8, 2, 1, 0.99, 0);
        TrainerState state;
        try (var trainer = new Trainer(definition)) {
            state = trainer.state();
        }
        var broken = new TrainerState(
                state.configuration(),
                state.towers(),
                state.step(),
                state.parameters(),
                state.averages(),
                state.updater(),
                null);
        long leastChange = Long.MAX_VALUE;
        for (int round = 0; round < 4; round++) {
            long before = CLibrary.bytesInUse();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> new Trainer(definition, broken)).isInstanceOf(RuntimeException.class);
            }
            leastChange = Math.min(leastChange, Math.abs(CLibrary.bytesInUse() - before));
        }
        assertThat(leastChange / 1_000_000).isLessThan(20);
    }

    @Test
    void memoryIsCounted() {
        assumeTrue(CLibrary.countsMemory());
        long before = CLibrary.bytesInUse();
        try (var memory = new NativeMemory(DataType.FLOAT)) {
            memory.filled(1, 25_000_000);
            assertThat((CLibrary.bytesInUse() - before) / 1_000_000).isBetween(80L, 120L);
        }
    }

    private static long residentMegabytes() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS in " + STATUS);
    }
}
