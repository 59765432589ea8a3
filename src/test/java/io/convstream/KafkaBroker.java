package io.convstream;

import io.convstream.ingest.KafkaTopic;
import io.convstream.ingest.TopicReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker in a process of its own. */
public final class KafkaBroker implements AutoCloseable {

    private static final int CIFAR_RECORD = 3_073;

    private final Path folder;
    private final int port;
    private final FaultyNetwork network;
    private Process process;

    private KafkaBroker(Path folder, int port, FaultyNetwork network, Process process) {
        this.folder = folder;
        this.port = port;
        this.network = network;
        this.process = process;
    }

    /** Starts it and waits until it answers. */
    public static KafkaBroker start(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        int farPort = freePort();
        var network = new FaultyNetwork(farPort);
        Files.writeString(folder.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,FAR://127.0.0.1:%4$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,FAR://127.0.0.1:%5$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,FAR:PLAINTEXT,PLAINTEXT:PLAINTEXT
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                message.max.bytes=20000000
                replica.fetch.max.bytes=20000000
                """.formatted(
                        port, freePort(), folder.resolve("log"), farPort, network.port()));
        Process format = java(
                folder,
                "kafka.tools.StorageTool",
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c");
        if (format.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("broker.log")));
        }
        KafkaBroker broker = new KafkaBroker(folder, port, network, java(folder, "kafka.Kafka"));
        broker.awaitAnswer();
        return broker;
    }

    /** Starts a killed broker again, with all that it had stored. */
    public void restart() throws IOException, InterruptedException {
        process = java(folder, "kafka.Kafka");
        awaitAnswer();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, as an administrator would, and waits until it has. */
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    public String address(String topic) {
        return "kafka://127.0.0.1:" + port + "/" + topic;
    }

    /** The same behind a network that can be slow and be cut. */
    String farAddress(String topic) {
        return "kafka://127.0.0.1:" + network.port() + "/" + topic;
    }

    FaultyNetwork network() {
        return network;
    }

    KafkaTopic topic(String name) {
        return KafkaTopic.parse(address(name), Map.of());
    }

    /** Makes a topic of one partition. */
    void create(String topic, Map<String, String> configuration) throws Exception {
        try (Admin admin = Admin.create(topic(topic).clientProperties())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty()).configs(configuration)))
                    .all()
                    .get();
        }
    }

    /** Gives a topic more partitions. */
    void grow(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(topic(topic).clientProperties())) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
    }

    /** Copies the first so many CIFAR records of a topic into a partition of another. */
    @SuppressWarnings("FutureReturnValueIgnored") // The producer's end waits for all.
    void copyCifarRecords(String from, String to, int partition, int count) throws IOException {
        try (var producer = new KafkaProducer<>(
                topic(to).clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            committed(from).stream()
                    .map(ConsumerRecord::value)
                    .filter(value -> value != null && value.length == CIFAR_RECORD)
                    .limit(count)
                    .forEach(value -> producer.send(new ProducerRecord<>(to, partition, null, value)));
        }
    }

    /** All that a topic holds and transactions have committed. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) throws IOException {
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        TopicReader.readAll(topic(topic), messages::add);
        return messages;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        Properties properties = topic("any").clientProperties();
        for (int tries = 0; tries < 60; tries++) {
            try (Admin admin = Admin.create(properties)) {
                admin.describeCluster().nodes().get(1, TimeUnit.SECONDS);
                return;
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                if (!process.isAlive()) {
                    break;
                }
            }
        }
        throw new IOException("the broker does not answer:\n" + Files.readString(folder.resolve("broker.log")));
    }

    private static Process java(Path folder, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        command.add(folder.resolve("server.properties").toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("broker.log").toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        network.close();
    }
}
