package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Native memory goes back when it is closed, not when the garbage collector comes round. */
class MemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void closingGivesTheMemoryBack() throws IOException {
        assumeTrue(Files.exists(STATUS));
        long before = residentMegabytes();
        for (int i = 0; i < 20; i++) {
            try (var memory = new Memory(DataType.FLOAT)) {
                memory.filled(1, 50_000_000);
            }
        }
        assertThat(residentMegabytes() - before).isLessThan(400);
    }

    @Test
    void stepsTakeNoMemory() throws IOException {
        assumeTrue(Files.exists(STATUS));
        String configuration = Recipe.of("fast", 8, 10_000)
                .withDropout(0.5)
                .apply(Presets.configuration("tiny", Samples.INPUT, Samples.CLASSES, 1));
        float[] pictures = Samples.pictures(Samples.INPUT, 8, 1);
        int[] labels = Samples.labels(8, Samples.CLASSES, 1);
        try (var learner = new Learner(Samples.definition(configuration, 8, 2))) {
            // Until the Java heap, too, is as large as it gets.
            for (int i = 0; i < 9_000; i++) {
                learner.step(pictures, labels, 8);
            }
            long before = residentMegabytes();
            for (int i = 0; i < 6_000; i++) {
                learner.step(pictures, labels, 8);
            }
            assertThat(residentMegabytes() - before).isLessThan(100);
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
