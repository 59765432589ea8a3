package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finished runs on a cluster, whose checkpoints are incremental, are continued after their end. */
final class ContinuedClusterITCase {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "forst"})
    void moreStepsEqualARunThatHadThemFromTheStart(String stateBackend) throws Exception {
        TestCluster cluster = TestCluster.start(folder.resolve("cluster"));
        try {
            Path continued = folder.resolve("continued");
            submit(cluster, "--run=" + continued, "--steps=300", "--state-backend=" + stateBackend);
            assertThat(continued.resolve("checkpoints/last")).isNotEmptyDirectory();
            submit(cluster, "--resume=" + continued, "--steps=500");
            Path whole = folder.resolve("whole");
            submit(cluster, "--run=" + whole, "--steps=500");
            assertThat(RunProcess.parameters(continued)).isEqualTo(RunProcess.parameters(whole));
            assertThat(RunProcess.events(continued, "step")).hasSize(500);
        } finally {
            cluster.cluster("stop");
        }
    }

    private void submit(TestCluster cluster, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("submit", "--jobmanager=" + cluster.jobManager()));
        arguments.addAll(List.of(options));
        if (!options[0].startsWith("--resume")) {
            arguments.addAll(List.of(
                    "--data=shapes",
                    "--network=tiny",
                    "--batch-size=32",
                    "--schedule=constant",
                    "--checkpoint-interval=300ms",
                    "--no-tensorboard"));
        }
        arguments.add("--no-report");
        RunProcess process = RunProcess.start(folder.resolve("submit.log"), arguments);
        assertThat(process.await()).describedAs(process.output()).isZero();
    }
}
