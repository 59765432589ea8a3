package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Runs that learn from a real broker, each in a process of its own, and what they leave. */
final class KafkaRuns implements AutoCloseable {

    static final int BATCH = 64;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final List<KafkaBroker> brokers;

    /** Starts a broker. */
    KafkaRuns(Path folder) throws IOException, InterruptedException {
        this(folder, 1);
    }

    /** Starts a number of brokers that replicate each other's records. */
    KafkaRuns(Path folder, int brokers) throws IOException, InterruptedException {
        this.folder = folder;
        this.brokers = KafkaBroker.startTogether(folder, brokers);
    }

    /** The first or only one. */
    KafkaBroker broker() {
        return brokers.get(0);
    }

    /** The leader of a topic. */
    KafkaBroker leader(String topic) throws Exception {
        int leader = broker().leader(topic);
        return brokers.stream()
                .filter(broker -> broker.isNode(leader))
                .findFirst()
                .orElseThrow();
    }

    Path folder(String run) {
        return folder.resolve(run);
    }

    /** The arguments of a run of this name, which the topics of its events and dead letters have too. */
    List<String> arguments(String name, String source, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data=shapes",
                "--source=" + source,
                "--bounded=latest",
                "--events=" + broker().address("events-" + name),
                "--dead-letters=" + broker().address("dead-" + name),
                "--network=tiny",
                "--batch-size=" + BATCH,
                "--towers=2",
                "--checkpoint-interval=500ms",
                "--log-every=100",
                "--no-report",
                "--run=" + folder(name)));
        arguments.addAll(List.of(more));
        return arguments;
    }

    RunProcess start(String name, List<String> arguments) throws IOException {
        return RunProcess.start(folder.resolve(name + ".log"), arguments);
    }

    /** Runs to the end, and gives what was said. */
    String succeed(String name, List<String> arguments) throws IOException, InterruptedException {
        return ended(start(name, arguments));
    }

    String succeed(String name, String... arguments) throws IOException, InterruptedException {
        return succeed(name, List.of(arguments));
    }

    static String ended(RunProcess process) throws IOException, InterruptedException {
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output();
    }

    /** The last evaluation of a run. */
    JsonNode last(String name) throws IOException {
        List<JsonNode> evaluations = RunProcess.events(folder(name), "evaluation");
        return evaluations.get(evaluations.size() - 1);
    }

    /** The numbers of the steps in a run's topic of events, in its order. */
    List<Long> steps(String name) throws IOException {
        List<Long> steps = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : broker().committed("events-" + name)) {
            JsonNode event = JSON.readTree(message.value());
            if (event.get("type").asText().equals("step")) {
                steps.add(event.get("step").asLong());
            }
        }
        return steps;
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters(String name) throws IOException {
        return broker().committed("dead-" + name);
    }

    static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        for (KafkaBroker broker : brokers) {
            broker.close();
        }
    }
}
