package io.convstream.network.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class Nd4jRuntimeTest {

    /** The result decides which kernels run instead of ND4J's operations. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void avx512IsDetectedIfTheOperatingSystemReportsIt() throws Exception {
        List<String> flags = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Arrays.asList(line.split("\\s+")))
                .orElseThrow();
        assertThat(Nd4jRuntime.hasAvx512())
                .isEqualTo(flags.containsAll(List.of("avx512f", "avx512vl", "avx512bw", "avx512dq", "avx512cd")));
    }
}
