package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.cluster.RemoteFlink;
import io.convstream.doctor.ClusterCheck;
import io.convstream.doctor.Finding;
import io.convstream.modelstore.BestModelFile;
import io.convstream.storage.StoragePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real processes: a job on it must end as one on an embedded Flink does, whatever happens to it. */
class ClusterITCase {

    private static final String TO_RESUME = "To resume: convstream ";

    @TempDir
    private static Path folder;

    private static TestCluster cluster;
    private static UndisturbedJob undisturbed;

    @BeforeAll
    static void startAClusterAndTrainWithoutIt() throws Exception {
        cluster = TestCluster.start(folder.resolve("cluster"), "--task-managers=2");
        // ND4J starts in a job that ends at once: those after it must not miss its class loader.
        cluster.convstream("doctor", "--jobmanager=" + cluster.jobManager(), "--run=" + folder.resolve("to be"));

        undisturbed = UndisturbedJob.run(folder);
    }

    @AfterAll
    static void stopTheCluster() throws Exception {
        assertThat(cluster.cluster("stop")).contains("Stopped 3 processes");
        try (Stream<Path> files = Files.list(folder.resolve("cluster"))) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".pid"));
        }
    }

    @Test
    void oneTaskManagerTakesOneJobAfterAnother() throws Exception {
        Path run = folder.resolve("submitted");
        List<String> reported = new ArrayList<>(UndisturbedJob.OPTIONS);
        reported.remove("--no-report");
        RunProcess submit = cluster.submit(run, reported);
        undisturbed.assertSame(run, submit);
        assertThat(submit.output())
                .contains("Flink dashboard: http://" + cluster.jobManager() + "/#/job", "Done: model tiny");
        assertThat(BestModelFile.of(StoragePath.of(run)).local()).isNotEmptyFile();
        assertThat(run.resolve("report.html")).content().contains("submitted");

        Path second = folder.resolve("by flink");
        List<String> arguments = new ArrayList<>(
                List.of("run", "-m", cluster.jobManager(), RunProcess.jar().toString(), "train", "--run=" + second));
        arguments.addAll(UndisturbedJob.OPTIONS);
        RunProcess flink = RunProcess.startFlink(folder.resolve("flink.log"), arguments);
        assertThat(flink.await()).describedAs(flink.output()).isZero();
        assertThat(RunProcess.parameters(second)).isEqualTo(undisturbed.parameters());
    }

    @Test
    void theDoctorChecksEveryTaskManager() throws Exception {
        Path run = folder.resolve("to be");
        assertThat(cluster.convstream("doctor", "--jobmanager=" + cluster.jobManager(), "--run=" + run))
                .contains("ok     Flink: 2.3.0 at " + cluster.jobManager(), "ok     lib: all ", "ok     job jar: ")
                .containsPattern("ok     memory of localhost:\\S+: 2816 MB, of them 768 for ND4J")
                .containsPattern("ok     network of localhost:\\S+: workers on it reach those on 1 others")
                .containsPattern("ok     TaskManager localhost:\\S+: it writes to " + run)
                .doesNotContain("fails");
        assertThat(run).doesNotExist();
    }

    @Test
    void theDoctorFindsMissingAndSuperfluousParts() throws Exception {
        Path lib = Files.createDirectory(folder.resolve("other lib"));
        Files.createFile(lib.resolve("nd4j-api-9.jar"));
        Path jar = folder.resolve("fat.jar");
        try (var fat = new JarOutputStream(Files.newOutputStream(jar))) {
            fat.putNextEntry(new ZipEntry("org/nd4j/linalg/factory/Nd4j.class"));
        }
        try (RemoteFlink flink = cluster.connect()) {
            assertThat(new ClusterCheck(flink, lib, jar, folder.resolve("to be")).all())
                    .filteredOn(finding -> !finding.passed())
                    .extracting(Finding::line)
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("fails  lib: 1 of 1 jars are missing, as nd4j-api-9.jar "
                                            + "(there is nd4j-api-1.0.0-M2.1.jar): copy all of "),
                            line -> assertThat(line)
                                    .startsWith("fails  job jar: " + jar
                                            + " holds org/nd4j/linalg/factory/Nd4j.class, but natives"));
        }
    }

    /** The job takes more slots than one of them has, so whichever dies takes some of it along. */
    @Test
    void aKilledTaskManagerDoesNotChangeTheResult() throws Exception {
        Path run = folder.resolve("killed");
        List<String> wide = new ArrayList<>(UndisturbedJob.OPTIONS);
        wide.add("--prepare-parallelism=6");
        RunProcess submit = cluster.submit(run, wide);
        submit.awaitCheckpoint(run, 0);
        cluster.kill("taskmanager-1");
        assertThat(submit.isAlive()).describedAs(submit.output()).isTrue();
        cluster.cluster("start", "--task-managers=2");

        undisturbed.assertSame(run, submit);
    }

    @Tag("soak")
    @Test
    void aJobUnknownToANewJobManagerIsReportedAsLost() throws Exception {
        Path run = folder.resolve("forgotten");
        RunProcess submit = cluster.submit(run, UndisturbedJob.OPTIONS);
        submit.awaitCheckpoint(run, 0);
        cluster.kill("jobmanager");
        cluster.cluster("start", "--task-managers=2");
        assertThat(submit.await()).isEqualTo(1);
        assertThat(submit.output())
                .contains(
                        "Could not find Flink job",
                        "To resume from the last checkpoint: convstream submit ",
                        "--resume " + run);
    }

    /** Checkpoints, events and models lie on it. */
    @Tag("soak")
    @Test
    void aFullDiskDoesNotChangeTheResult() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "64m")) {
            Path run = disk.folder().resolve("full");
            RunProcess submit = cluster.submit(run, UndisturbedJob.OPTIONS);
            submit.awaitCheckpoint(run, 0);
            disk.fill();
            cluster.awaitInLog("jobmanager", "No space left on device");
            Thread.sleep(5_000);
            assertThat(submit.isAlive()).describedAs(submit.output()).isTrue();
            disk.relieve();

            undisturbed.assertSame(run, submit);
        }
    }

    @Test
    void aStoppedJobResumesFromItsSavepointWithMoreTasks() throws Exception {
        Path run = folder.resolve("stopped");
        RunProcess submit = cluster.submit(run, UndisturbedJob.OPTIONS);
        try (RemoteFlink flink = cluster.connect()) {
            List<JobID> jobs;
            do {
                jobs = flink.runningJobs();
            } while (jobs.isEmpty());
            // Flink has made no graph of it yet.
            assertThat(flink.parameters(jobs.get(0))).containsValue(run.toString());
        }
        submit.awaitCheckpoint(run, 0);
        String job = TestCluster.job(submit);
        assertThat(cluster.convstream("savepoint", job, "--jobmanager=" + cluster.jobManager()))
                .contains("Savepoint: file:");
        String stopped = cluster.convstream("stop", job, "--jobmanager=" + cluster.jobManager());
        assertThat(submit.await()).describedAs(submit.output()).isZero();
        assertThat(RunProcess.events(run, "step")).hasSizeLessThan(UndisturbedJob.STEPS);

        String told = stopped.lines()
                .filter(line -> line.startsWith(TO_RESUME))
                .findFirst()
                .orElseThrow();
        List<String> goOn =
                new ArrayList<>(List.of(told.substring(TO_RESUME.length()).split(" ")));
        goOn.addAll(List.of("--prepare-parallelism=2", "--evaluate-parallelism=2"));
        cluster.convstream(goOn.toArray(String[]::new));
        undisturbed.assertSame(run);
    }
}
