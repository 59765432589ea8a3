package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finished runs on a cluster, whose checkpoints are incremental, are continued after their end. */
final class ContinuedClusterITCase {

    private static final int STEPS = 500;

    @TempDir
    private static Path folder;

    private static TestCluster cluster;
    private static String whole;

    @BeforeAll
    static void startAClusterAndTrainOnIt() throws Exception {
        cluster = TestCluster.start(folder.resolve("cluster"));
        submit("--run=" + folder.resolve("whole"), "--steps=" + STEPS);
        whole = RunProcess.parameters(folder.resolve("whole"));
    }

    @AfterAll
    static void stopTheCluster() throws Exception {
        cluster.cluster("stop");
    }

    @Test
    void moreStepsEqualARunThatHadThemFromTheStart() throws Exception {
        assertMoreStepsEqualARunThatHadThemFromTheStart("rocksdb");
    }

    @Tag("soak")
    @Test
    void moreStepsWithForstEqualARunThatHadThemFromTheStart() throws Exception {
        assertMoreStepsEqualARunThatHadThemFromTheStart("forst");
    }

    private static void assertMoreStepsEqualARunThatHadThemFromTheStart(String stateBackend) throws Exception {
        Path continued = folder.resolve(stateBackend);
        submit("--run=" + continued, "--steps=300", "--state-backend=" + stateBackend);
        assertThat(continued.resolve("checkpoints/last")).isNotEmptyDirectory();
        submit("--resume=" + continued, "--steps=" + STEPS);
        assertThat(RunProcess.parameters(continued)).isEqualTo(whole);
        assertThat(RunProcess.events(continued, "step")).hasSize(STEPS);
    }

    private static void submit(String... options) throws Exception {
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
