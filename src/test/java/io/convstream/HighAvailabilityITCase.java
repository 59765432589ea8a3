package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A highly available cluster of real processes: whatever of it dies or goes away, a job ends as if it had not. */
class HighAvailabilityITCase {

    private static final int STEPS = 1_500;
    private static final List<String> OPTIONS = List.of(
            "--data=shapes",
            "--network=tiny",
            "--batch-size=64",
            "--towers=2",
            "--steps=" + STEPS,
            "--checkpoint-interval=300ms",
            "--log-every=100");

    @TempDir
    private static Path folder;

    private static TestCluster cluster;
    private static String parameters;

    @BeforeAll
    static void startAClusterAndTrainWithoutIt() throws Exception {
        cluster = TestCluster.start(folder.resolve("cluster"), "--high-availability");
        Path run = folder.resolve("embedded");
        List<String> arguments = new ArrayList<>(List.of("train", "--run=" + run));
        arguments.addAll(OPTIONS);
        RunProcess train = RunProcess.start(folder.resolve("embedded.log"), arguments);
        assertThat(train.await()).describedAs(train.output()).isZero();
        parameters = RunProcess.parameters(run);
    }

    @AfterAll
    static void stopTheCluster() throws Exception {
        assertThat(cluster.cluster("stop")).contains("Stopped 3 processes");
        assertThat(folder.resolve("cluster/high-availability")).doesNotExist();
    }

    @Test
    void aKilledJobManagerIsNotToBeSeenInTheResult() throws Exception {
        Path run = folder.resolve("headless");
        RunProcess submit = cluster.submit(run, OPTIONS);
        submit.awaitCheckpoint(run, 1); // the newest may not have reached the ZooKeeper yet, the one before it has
        cluster.kill("jobmanager");
        assertThat(cluster.cluster("status")).contains("jobmanager: dead ('cluster start' starts it again)");
        cluster.cluster("start");

        assertAsUndisturbed(run, submit);
        assertThat(Files.readString(cluster.log("jobmanager"))).contains("Restoring job " + TestCluster.job(submit));
    }

    @Test
    void aJobGoesOnOnceItsCheckpointsAreThereAgain() throws Exception {
        Path run = folder.resolve("forgetful");
        Path checkpoints = run.resolve("checkpoints");
        Path aside = run.resolve("aside");
        RunProcess submit = cluster.submit(run, OPTIONS);
        submit.awaitCheckpoint(run, 0);
        Files.move(checkpoints, aside);
        Files.createFile(checkpoints); // so that nobody can make the folder anew
        Thread.sleep(4_000);
        Files.delete(checkpoints);
        Files.move(aside, checkpoints);

        assertAsUndisturbed(run, submit);
    }

    private static void assertAsUndisturbed(Path run, RunProcess submit) throws Exception {
        assertThat(submit.await()).describedAs(submit.output()).isZero();
        assertThat(RunProcess.events(run, "step")).hasSize(STEPS);
        assertThat(RunProcess.parameters(run)).isEqualTo(parameters);
    }
}
