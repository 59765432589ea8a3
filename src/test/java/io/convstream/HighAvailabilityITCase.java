package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A highly available cluster of real processes: whatever of it dies or goes away, a job ends as if it had not. */
class HighAvailabilityITCase {

    @TempDir
    private static Path folder;

    private static TestCluster cluster;
    private static UndisturbedJob undisturbed;

    @BeforeAll
    static void startAClusterAndTrainWithoutIt() throws Exception {
        cluster = TestCluster.start(folder.resolve("cluster"), "--high-availability");
        undisturbed = UndisturbedJob.run(folder);
    }

    @AfterAll
    static void stopTheCluster() throws Exception {
        assertThat(cluster.cluster("stop")).contains("Stopped 3 processes");
        assertThat(folder.resolve("cluster/high-availability")).doesNotExist();
    }

    @Test
    void aKilledJobManagerDoesNotChangeTheResult() throws Exception {
        Path run = folder.resolve("headless");
        List<String> workers = new ArrayList<>(UndisturbedJob.OPTIONS);
        workers.add("--workers=2"); // they find each other anew through the new JobManager
        RunProcess submit = cluster.submit(run, workers);
        submit.awaitCheckpoint(run, 1); // the newest may not have reached the ZooKeeper yet, the one before it has
        cluster.kill("jobmanager");
        assertThat(cluster.cluster("status")).contains("jobmanager: dead ('cluster start' starts it again)");
        assertThat(submit.isAlive()).describedAs(submit.output()).isTrue();
        cluster.cluster("start");

        undisturbed.assertSame(run, submit);
        assertThat(submit.output())
                .contains("The JobManager at " + cluster.jobManager() + " does not answer: waiting for it.");
        assertThat(Files.readString(cluster.log("jobmanager"))).contains("Restoring job " + TestCluster.job(submit));
    }

    @Tag("soak")
    @Test
    void aJobContinuesWhenItsCheckpointsAreAvailableAgain() throws Exception {
        Path run = folder.resolve("forgetful");
        Path checkpoints = run.resolve("checkpoints");
        Path aside = run.resolve("aside");
        RunProcess submit = cluster.submit(run, UndisturbedJob.OPTIONS);
        submit.awaitCheckpoint(run, 0);
        Files.move(checkpoints, aside);
        Files.createFile(checkpoints); // so that the folder cannot be recreated
        Thread.sleep(4_000);
        Files.delete(checkpoints);
        Files.move(aside, checkpoints);

        undisturbed.assertSame(run, submit);
    }
}
