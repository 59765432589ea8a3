package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.cluster.Installation;
import io.convstream.image.ImageSet;
import io.convstream.ingest.Datasets;
import io.convstream.ingest.download.Archive;
import io.convstream.storage.StoragePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images and run on a real S3 server, on a cluster of which no process shares a folder with the client: it ends as a job
 * on local files does, whatever is killed.
 */
class ObjectStorageITCase {

    private static final String RUN = "s3://" + S3Server.BUCKET + "/runs/a";
    private static final String IMAGES = "s3://" + S3Server.BUCKET + "/images";
    private static final Pattern CHECKPOINT = Pattern.compile(".*/chk-(\\d+)/_metadata");

    /** Long enough for three faults. */
    private static final String STEPS = "--steps=2500";

    private static final List<String> OPTIONS = List.of(
            "--network=tiny",
            "--batch-size=32",
            "--towers=2",
            "--schedule=constant",
            "--checkpoint-interval=500ms",
            "--log-every=100");

    @TempDir
    private static Path folder;

    private static S3Server s3;
    private static TestCluster cluster;

    @BeforeAll
    static void startServerAndCluster() throws Exception {
        s3 = S3Server.start(folder.resolve("s3"));
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.put(
                "CONVSTREAM_CACHE", folder.resolve("cache of the cluster").toString());
        cluster = TestCluster.start(folder.resolve("cluster"), environment, "--task-managers=2");
    }

    @AfterAll
    static void stopAll() throws Exception {
        cluster.cluster("stop");
        s3.kill();
        Files.delete(folder.resolve("s3/plugins")); // a link
    }

    @Tag("soak")
    @Test
    void aRunOnS3EndsAsOneOnLocalFilesWhateverIsKilled() throws Exception {
        Path local = Files.createDirectories(folder.resolve("images"));
        Map<String, byte[]> images = Map.of(
                "data_batch_1.bin", records(false, 2_000),
                "test_batch.bin", records(true, 200),
                "batches.meta.txt", String.join("\n", Datasets.SHAPES_CLASSES).getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> file : images.entrySet()) {
            Files.write(local.resolve(file.getKey()), file.getValue());
        }
        upload(images);
        Path undisturbed = folder.resolve("undisturbed");
        RunProcess train = client("train", "--data=" + local, "--run=" + undisturbed, STEPS, "--no-report");
        assertThat(train.await()).describedAs(train.output()).isZero();

        RunProcess submit = client(
                "submit",
                "--jobmanager=" + cluster.jobManager(),
                "--data=" + IMAGES,
                "--run=" + RUN,
                STEPS,
                "--no-report");
        awaitCheckpoint(submit, 1);
        cluster.kill("taskmanager-1");
        cluster.cluster("start", "--task-managers=2");
        awaitCheckpoint(submit, newestCheckpoint() + 1);
        s3.kill();
        s3.start();
        awaitCheckpoint(submit, newestCheckpoint() + 1);
        assertThat(cluster.convstream("stop", TestCluster.job(submit), "--jobmanager=" + cluster.jobManager()))
                .contains(RUN + "/savepoints/");
        submit.await();

        RunProcess resumed = client("submit", "--jobmanager=" + cluster.jobManager(), "--resume=" + RUN);
        assertThat(resumed.await()).describedAs(resumed.output()).isZero();
        assertThat(resumed.output()).contains("Report:  " + RUN + "/report.html");
        Path downloaded = download(RUN);
        assertThat(RunProcess.parameters(downloaded)).isEqualTo(RunProcess.parameters(undisturbed));
        assertThat(downloaded.resolve("report.html")).content().contains("precision");

        RunProcess evaluate = client("evaluate", "--model=" + RUN, "--data=" + IMAGES);
        assertThat(evaluate.await()).describedAs(evaluate.output()).isZero();
        assertThat(evaluate.output()).contains("precision @ 1");
    }

    @Test
    void aRunWithoutAFolderIsInTheClustersFolderOfCheckpoints() throws Exception {
        String runs = S3Server.CHECKPOINTS + "/convstream";
        String jobManager = "--jobmanager=" + cluster.jobManager();
        RunProcess submit =
                client("submit", jobManager, "--data=shapes", "--steps=50", "--no-report", "--no-tensorboard");
        assertThat(submit.await()).describedAs(submit.output()).isZero();
        assertThat(submit.output())
                .containsPattern("Run folder: " + runs + "/\\d{8}-\\d{6}\n")
                .contains("It is in the cluster's folder of checkpoints");
        RunProcess resumed = client("submit", jobManager, "--resume", "--steps=100", "--no-report");
        assertThat(resumed.await()).describedAs(resumed.output()).isZero();
        assertThat(resumed.output())
                .contains("Resuming from " + runs, "Resumed model tiny at step 50")
                .doesNotContain("It is in the cluster's");
        RunProcess listed = client("runs", runs);
        assertThat(listed.await()).describedAs(listed.output()).isZero();
        assertThat(listed.output()).containsPattern("\\d{8}-\\d{6} +finished");
    }

    /** Starts a command of the client, whose temporary files and copies of images the cluster does not see. */
    private static RunProcess client(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (List.of("train", "submit").contains(arguments[0])
                && Stream.of(arguments).noneMatch(a -> a.startsWith("--resume"))) {
            all.addAll(OPTIONS);
        }
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.put(
                "CONVSTREAM_CACHE", folder.resolve("cache of the client").toString());
        return RunProcess.start(Files.createTempFile(folder, arguments[0], ".log"), all, environment);
    }

    /** Records of generated images, in the format of CIFAR-10's files. */
    private static byte[] records(boolean heldOut, int count) throws IOException {
        var datasets = new Datasets(folder, Archive.CIFAR10, (bytes, total) -> {}, Map.of());
        ImageSet set = heldOut
                ? datasets.resolve("shapes").heldOut()
                : datasets.resolve("shapes").train();
        var out = new ByteArrayOutputStream();
        try (ImageSet.Reader reader = set.open()) {
            for (int i = 0; i < count; i++) {
                out.write(reader.read(i).content());
            }
        }
        return out.toByteArray();
    }

    private static void upload(Map<String, byte[]> files) throws IOException {
        new Installation(folder.resolve("s3"), folder.resolve("s3")).loadFileSystems();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            StoragePath.parse(IMAGES).resolve(file.getKey()).replace(out -> out.write(file.getValue()));
        }
    }

    private static Path download(String remote) throws IOException {
        Path target = folder.resolve("downloaded");
        for (StoragePath.Entry file : StoragePath.parse(remote).filesBelow()) {
            Path local = target.resolve(file.path().uri().substring(remote.length() + 1));
            Files.createDirectories(local.getParent());
            Files.write(local, file.path().open().readAllBytes());
        }
        return target;
    }

    private static void awaitCheckpoint(RunProcess submit, long number) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (newestCheckpoint() < number) {
            assertThat(submit.isAlive()).describedAs(submit.output()).isTrue();
            assertThat(System.nanoTime()).describedAs(submit.output()).isLessThan(end);
            Thread.sleep(100);
        }
    }

    /** The highest number of a completed checkpoint; 0 if there is none. */
    private static long newestCheckpoint() throws IOException {
        return StoragePath.parse(RUN).resolve("checkpoints").filesBelow().stream()
                .map(file -> CHECKPOINT.matcher(file.path().uri()))
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .max()
                .orElse(0);
    }
}
