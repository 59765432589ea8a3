package io.convstream.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StripesJobITCase {

    @Test
    void trainsAndEvaluatesOnALocalCluster() throws Exception {
        PrintStream console = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            StripesJob.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("step \\d+: accuracy [01]\\.\\d{3}"))
                .last()
                .isEqualTo("step 200: accuracy 1.000");
    }
}
