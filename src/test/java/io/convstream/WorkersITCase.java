package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One model on several TaskManagers: its parameters are those of one worker, whatever happens to the others. */
class WorkersITCase {

    private static final int STEPS = 800;

    private static final List<String> OPTIONS = List.of(
            "--data=shapes",
            "--network=tiny",
            "--batch-size=64",
            "--towers=4",
            "--steps=" + STEPS,
            "--checkpoint-interval=300ms",
            "--log-every=100",
            "--no-report");

    @TempDir
    private static Path folder;

    private static TestCluster cluster;
    private static String expected;

    @BeforeAll
    static void startAClusterAndTrainWithOneWorker() throws Exception {
        cluster = TestCluster.start(folder.resolve("cluster"), "--task-managers=2");
        Path run = folder.resolve("alone");
        succeed(train(run, 1, List.of("--run=" + run)));
        expected = RunProcess.parameters(run);
    }

    @AfterAll
    static void stopTheCluster() throws Exception {
        cluster.cluster("stop");
    }

    private static List<String> options(int workers) {
        List<String> options = new ArrayList<>(OPTIONS);
        options.add("--workers=" + workers);
        return options;
    }

    private static RunProcess train(Path run, int workers, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(options(workers));
        arguments.addAll(more);
        return RunProcess.start(folder.resolve(run.getFileName() + "-" + workers + ".log"), arguments);
    }

    private static void succeed(RunProcess process) throws Exception {
        assertThat(process.await()).describedAs(process.output()).isZero();
    }

    private static void assertSame(Path run) throws IOException {
        assertThat(RunProcess.events(run, "step"))
                .extracting(step -> step.get("step").asInt())
                .doesNotHaveDuplicates()
                .hasSize(STEPS);
        assertThat(RunProcess.parameters(run)).isEqualTo(expected);
    }

    @Tag("soak")
    @Test
    void twoTaskManagersTrainTheSameBits() throws Exception {
        Path run = folder.resolve("two");
        succeed(cluster.submit(run, options(2)));
        assertSame(run);
    }

    /** A run continues with other numbers of workers, from a kill -9 and from a savepoint. */
    @Test
    void aRunIsResumedWithMoreAndWithFewerWorkers() throws Exception {
        Path run = folder.resolve("resumed");
        RunProcess killed = train(run, 2, List.of("--run=" + run));
        killed.awaitCheckpoint(run, 1);
        killed.kill();
        RunProcess stopped = train(run, 4, List.of("--resume=" + run));
        stopped.awaitCheckpoint(run, RunProcess.newestCheckpoint(run) + 1);
        stopped.interrupt();
        stopped.await();
        succeed(train(run, 1, List.of("--resume=" + run)));
        assertSame(run);
    }

    @Tag("soak")
    @Test
    void aStoppedWorkerIsWaitedFor() throws Exception {
        Path run = folder.resolve("paused");
        RunProcess submit = cluster.submit(run, options(2));
        submit.awaitCheckpoint(run, 0);
        long worker = cluster.process("taskmanager-2").pid();
        signal("STOP", worker);
        Thread.sleep(8_000); // less than the heartbeat's timeout
        signal("CONT", worker);
        succeed(submit);
        assertSame(run);
        assertThat(Files.readString(cluster.log("jobmanager")))
                .doesNotContain(TestCluster.job(submit) + ") switched from state RUNNING to RESTARTING");
    }

    @Test
    void killedTaskManagersDoNotChangeTheResult() throws Exception {
        survives("killed", 2, new Random(20));
    }

    @Tag("soak")
    @Test
    void tenKilledTaskManagersDoNotChangeTheResult() throws Exception {
        for (int round = 0; round < 5; round++) {
            survives("killed " + round, 2, new Random(round));
        }
    }

    private static void survives(String name, int kills, Random random) throws Exception {
        Path run = folder.resolve(name);
        RunProcess submit = cluster.submit(run, options(2));
        for (int kill = 0; kill < kills; kill++) {
            submit.awaitCheckpoint(run, kill == 0 ? 0 : RunProcess.newestCheckpoint(run));
            Thread.sleep(random.nextInt(500));
            cluster.kill("taskmanager-" + (1 + random.nextInt(2)));
            cluster.cluster("start", "--task-managers=2");
        }
        succeed(submit);
        assertSame(run);
        assertThat(Files.readString(cluster.log("jobmanager")))
                .contains(TestCluster.job(submit) + ") switched from state RUNNING to RESTARTING");
    }

    private static void signal(String name, long process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
