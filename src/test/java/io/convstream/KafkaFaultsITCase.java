package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run from a topic, its broker and the network between them fail; the run ends as if nothing had been. */
class KafkaFaultsITCase {

    private static final int RECORDS = 8_000;
    private static final int PASSES = 4;
    private static final long STEPS = (long) RECORDS * PASSES / KafkaRuns.BATCH;

    @TempDir
    private static Path folder;

    private static KafkaRuns runs;
    private static JsonNode undisturbed;

    @BeforeAll
    static void feedAndTrain() throws Exception {
        runs = new KafkaRuns(folder);
        feed(runs);
        runs.succeed("undisturbed", train(runs, "undisturbed"));
        undisturbed = runs.last("undisturbed");
    }

    private static void feed(KafkaRuns runs) throws Exception {
        runs.succeed("feed", "feed", "--data=shapes", "--to=" + runs.broker().address("all"), "--create=1");
        runs.broker().create("images", Map.of());
        runs.broker().copyCifarRecords("all", "images", 0, RECORDS);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        runs.close();
    }

    @Test
    void theRunIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random moment = new Random(seed);
        Path run = runs.folder("killed");
        RunProcess process = runs.start("killed", train(runs, "killed"));
        for (int kill = 0; kill < 2; kill++) {
            process.awaitCheckpoint(run, RunProcess.newestCheckpoint(run) + 1);
            Thread.sleep(moment.nextInt(500));
            process.kill();
            List<String> resume = new ArrayList<>(train(runs, "killed"));
            resume.add("--resume=" + run);
            process = runs.start("killed", resume);
        }
        KafkaRuns.ended(process);
        assertSameAsUndisturbed(runs, "killed", seed);
    }

    @Test
    void theBrokerIsKilled() throws Exception {
        RunProcess process = runs.start("orphan", train(runs, "orphan"));
        process.awaitCheckpoint(runs.folder("orphan"), 1);
        runs.broker().kill();
        Thread.sleep(3_000);
        runs.broker().restart();
        KafkaRuns.ended(process);
        assertSameAsUndisturbed(runs, "orphan", 0);
    }

    /** Longer than requests wait for their answers, so that clients give up connections and make new ones. */
    @Test
    @Tag("soak")
    void theNetworkIsSlowAndThenCut() throws Exception {
        Path properties = Files.writeString(folder.resolve("impatient.properties"), "request.timeout.ms=4000\n");
        FaultyNetwork network = runs.broker().network();
        network.slow(Duration.ofMillis(5));
        List<String> arguments = train(runs, "far");
        arguments.replaceAll(argument ->
                argument.replace(runs.broker().address(""), runs.broker().farAddress("")));
        arguments.add("--kafka-properties=" + properties);
        RunProcess process = runs.start("far", arguments);
        process.awaitCheckpoint(runs.folder("far"), 1);
        network.cut();
        Thread.sleep(12_000);
        network.mend();
        KafkaRuns.ended(process);
        assertSameAsUndisturbed(runs, "far", 0);
    }

    @Test
    @Tag("soak")
    void theLeadersOfThreeBrokersAreKilled() throws Exception {
        try (var three = new KafkaRuns(Files.createDirectory(folder.resolve("three")), 3)) {
            feed(three);
            RunProcess process = three.start("led", train(three, "led"));
            process.awaitCheckpoint(three.folder("led"), 1);
            KafkaBroker source = three.leader("images");
            source.kill();
            process.awaitCheckpoint(three.folder("led"), RunProcess.newestCheckpoint(three.folder("led")) + 1);
            source.restart();
            three.leader("events-led").kill();
            KafkaRuns.ended(process);
            assertSameAsUndisturbed(three, "led", 0);
        }
    }

    private static List<String> train(KafkaRuns runs, String name) {
        return runs.arguments(name, runs.broker().address("images"), "--epochs=" + PASSES, "--shuffle-buffer=2000");
    }

    private static void assertSameAsUndisturbed(KafkaRuns runs, String name, long seed) throws Exception {
        assertThat(runs.last(name).get("parametersSha256"))
                .describedAs("seed %s", seed)
                .isEqualTo(undisturbed.get("parametersSha256"));
        assertThat(runs.steps(name))
                .isEqualTo(LongStream.range(0, STEPS).boxed().toList());
    }
}
