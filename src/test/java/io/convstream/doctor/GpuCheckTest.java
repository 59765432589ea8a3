package io.convstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NVIDIA A10G, 8.6            | true  | true  | NVIDIA A10G, compute capability 8.6",
                "NVIDIA A10G, 8.6            | false | true  | mvn -Pcuda package builds for it",
                "NVIDIA L4, 8.9              | true  | true  | compute capability 8.9",
                "NVIDIA H200, 9.0            | true  | false | made for 3.7 to 8.9: build without -Pcuda",
                "NVIDIA H200, 9.0            | false | true  | this build computes without",
                "Tesla K40c, 3.5             | true  | false | made for 3.7 to 8.9",
                "No devices were found       | true  | false | names no compute capability"
            })
    void aGpuPassesIfNd4jSupportsItsComputeCapability(String line, boolean used, boolean passed, String part) {
        Finding finding = GpuCheck.finding(line, used);
        assertThat(finding.passed()).isEqualTo(passed);
        assertThat(finding.message()).contains(part);
    }
}
