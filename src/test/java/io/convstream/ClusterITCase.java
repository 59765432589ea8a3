package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real processes: a job on it must end as one on an embedded Flink does, whatever happens to it. */
class ClusterITCase {

    private static final int STEPS = 1_500;
    private static final String TO_GO_ON = "To go on: convstream ";

    @TempDir
    private static Path folder;

    private static RealCluster cluster;
    private static String parameters;

    @BeforeAll
    static void startAClusterAndTrainWithoutIt() throws Exception {
        cluster = RealCluster.start(folder);

        Path run = folder.resolve("embedded");
        RunProcess train = RunProcess.start(folder.resolve("embedded.log"), arguments("train", run));
        assertThat(train.await()).describedAs(train.output()).isZero();
        parameters = parameters(run);
    }

    @AfterAll
    static void stopTheCluster() throws Exception {
        cluster.stop();
        try (Stream<Path> files = Files.list(folder.resolve("cluster"))) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".pid"));
        }
    }

    @Test
    void oneTaskManagerTakesOneJobAfterAnother() throws Exception {
        Path run = folder.resolve("submitted");
        RunProcess submit = submit(run);
        assertThat(submit.await()).describedAs(submit.output()).isZero();
        assertThat(submit.output())
                .contains("Flink dashboard: http://" + cluster.jobManager() + "/#/job", "Done: model model");
        assertThat(RunProcess.events(run, "step")).hasSize(STEPS);
        assertThat(run.resolve("models/model/best.zip")).isNotEmptyFile();
        assertThat(parameters(run)).isEqualTo(parameters);

        Path second = folder.resolve("by flink");
        List<String> arguments = new ArrayList<>(
                List.of("run", "-m", cluster.jobManager(), RunProcess.jar().toString()));
        arguments.addAll(arguments("train", second));
        RunProcess flink = RunProcess.startFlink(folder.resolve("flink.log"), arguments);
        assertThat(flink.await()).describedAs(flink.output()).isZero();
        assertThat(parameters(second)).isEqualTo(parameters);
    }

    @Test
    void aKilledTaskManagerIsNotToBeSeenInTheResult() throws Exception {
        Path run = folder.resolve("killed");
        RunProcess submit = submit(run);
        submit.awaitCheckpoint(run, 0);
        ProcessHandle taskManager = taskManager();
        taskManager.destroyForcibly();
        taskManager.onExit().get();
        assertThat(submit.isAlive()).describedAs(submit.output()).isTrue();
        cluster.startWhatIsMissing();

        assertThat(submit.await()).describedAs(submit.output()).isZero();
        assertThat(RunProcess.events(run, "step")).hasSize(STEPS);
        assertThat(parameters(run)).isEqualTo(parameters);
    }

    @Test
    void aStoppedJobGoesOnFromItsSavepoint() throws Exception {
        Path run = folder.resolve("stopped");
        RunProcess submit = submit(run);
        submit.awaitCheckpoint(run, 0);
        String job = submit.output().replaceAll("(?s).*Job: ([0-9a-f]{32}).*", "$1");
        assertThat(cluster.convstream("savepoint", job, "--jobmanager=" + cluster.jobManager()))
                .contains("Savepoint: file:");
        String stopped = cluster.convstream("stop", job, "--jobmanager=" + cluster.jobManager());
        assertThat(submit.await()).describedAs(submit.output()).isZero();
        assertThat(RunProcess.events(run, "step")).hasSizeLessThan(STEPS);

        String told = stopped.lines()
                .filter(line -> line.startsWith(TO_GO_ON))
                .findFirst()
                .orElseThrow();
        cluster.convstream(told.substring(TO_GO_ON.length()).split(" "));
        assertThat(RunProcess.events(run, "step")).hasSize(STEPS);
        assertThat(parameters(run)).isEqualTo(parameters);
    }

    private static RunProcess submit(Path run) throws Exception {
        List<String> arguments = new ArrayList<>(arguments("submit", run));
        arguments.add("--jobmanager=" + cluster.jobManager());
        return RunProcess.startFromJar(folder.resolve(run.getFileName() + ".log"), arguments);
    }

    private static List<String> arguments(String command, Path run) {
        return List.of(
                command,
                "--data=shapes",
                "--network=tiny",
                "--batch-size=64",
                "--towers=2",
                "--steps=" + STEPS,
                "--checkpoint-interval=300ms",
                "--log-every=100",
                "--run=" + run);
    }

    private static ProcessHandle taskManager() throws Exception {
        try (Scanner file = new Scanner(folder.resolve("cluster/taskmanager-1.pid"), StandardCharsets.UTF_8)) {
            return ProcessHandle.of(file.nextLong()).orElseThrow();
        }
    }

    /** The SHA-256 of the parameters of a run's newest model. */
    private static String parameters(Path run) throws Exception {
        Path manifest = run.resolve("models/model/manifest.json");
        return new ObjectMapper()
                .readTree(manifest.toFile())
                .at("/newest/model/parametersSha256")
                .asText();
    }
}
