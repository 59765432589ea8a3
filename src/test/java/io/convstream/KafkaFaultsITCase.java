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
        runs.succeed("feed", "feed", "--data=shapes", "--to=" + address("all"), "--create=1");
        runs.broker().create("pictures", Map.of());
        runs.broker().copyCifarRecords("all", "pictures", 0, RECORDS);
        runs.succeed("undisturbed", train("undisturbed"));
        undisturbed = runs.last("undisturbed");
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
        RunProcess process = runs.start("killed", train("killed"));
        for (int kill = 0; kill < 2; kill++) {
            process.awaitCheckpoint(run, RunProcess.newestCheckpoint(run) + 1);
            Thread.sleep(moment.nextInt(500));
            process.kill();
            List<String> resume = new ArrayList<>(train("killed"));
            resume.add("--resume=" + run);
            process = runs.start("killed", resume);
        }
        KafkaRuns.ended(process);
        assertSameAsUndisturbed("killed", seed);
    }

    @Test
    void theBrokerIsKilled() throws Exception {
        RunProcess process = runs.start("orphan", train("orphan"));
        process.awaitCheckpoint(runs.folder("orphan"), 1);
        runs.broker().kill();
        Thread.sleep(3_000);
        runs.broker().restart();
        KafkaRuns.ended(process);
        assertSameAsUndisturbed("orphan", 0);
    }

    /** Longer than requests wait for their answers, so that clients give up connections and make new ones. */
    @Test
    void theNetworkIsSlowAndThenCut() throws Exception {
        Path properties = Files.writeString(folder.resolve("impatient.properties"), "request.timeout.ms=4000\n");
        FaultyNetwork network = runs.broker().network();
        network.slow(Duration.ofMillis(10));
        List<String> arguments = train("far");
        arguments.replaceAll(argument ->
                argument.replace(runs.broker().address(""), runs.broker().farAddress("")));
        arguments.add("--kafka-properties=" + properties);
        RunProcess process = runs.start("far", arguments);
        process.awaitCheckpoint(runs.folder("far"), 1);
        network.cut();
        Thread.sleep(12_000);
        network.mend();
        KafkaRuns.ended(process);
        assertSameAsUndisturbed("far", 0);
    }

    private static List<String> train(String name) {
        return runs.arguments(name, address("pictures"), "--epochs=" + PASSES, "--shuffle-buffer=2000");
    }

    private static String address(String topic) {
        return runs.broker().address(topic);
    }

    private static void assertSameAsUndisturbed(String name, long seed) throws Exception {
        assertThat(runs.last(name).get("parametersSha256"))
                .describedAs("seed %s", seed)
                .isEqualTo(undisturbed.get("parametersSha256"));
        assertThat(runs.steps(name))
                .isEqualTo(LongStream.range(0, STEPS).boxed().toList());
    }
}
