package io.convstream;

import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.TopicReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker in a process of its own: the only one, or one of several that keep the same records. */
public final class KafkaBroker implements AutoCloseable {

    private static final int CIFAR_RECORD = 3_073;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final int node;
    private final String servers;
    private final FaultyNetwork network;
    private Process process;

    private KafkaBroker(Path folder, int node, String servers, FaultyNetwork network, Process process) {
        this.folder = folder;
        this.node = node;
        this.servers = servers;
        this.network = network;
        this.process = process;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param settings lines of its {@code server.properties}, which win
     */
    public static KafkaBroker start(Path folder, String... settings) throws IOException, InterruptedException {
        return startTogether(folder, 1, settings).get(0);
    }

    /** Starts a number of brokers that replicate each other's records, and waits until they answer. */
    static List<KafkaBroker> startTogether(Path folder, int count, String... settings)
            throws IOException, InterruptedException {
        List<Integer> ports = freePorts(count);
        List<Integer> controllers = freePorts(count);
        String servers = join(ports, node -> "");
        String voters = join(controllers, node -> node + "@");
        String cluster = Uuid.randomUuid().toString();
        List<KafkaBroker> brokers = new ArrayList<>();
        for (int node = 1; node <= count; node++) {
            Path home = Files.createDirectories(folder.resolve("broker-" + node));
            int farPort = freePorts(1).get(0);
            var network = new FaultyNetwork(farPort);
            Files.writeString(home.resolve("server.properties"), """
                    process.roles=broker,controller
                    node.id=%1$d
                    controller.quorum.voters=%2$s
                    listeners=PLAINTEXT://127.0.0.1:%3$d,FAR://127.0.0.1:%4$d,CONTROLLER://127.0.0.1:%5$d
                    advertised.listeners=PLAINTEXT://127.0.0.1:%3$d,FAR://127.0.0.1:%6$d
                    controller.listener.names=CONTROLLER
                    listener.security.protocol.map=CONTROLLER:PLAINTEXT,FAR:PLAINTEXT,PLAINTEXT:PLAINTEXT
                    log.dirs=%7$s
                    default.replication.factor=%8$d
                    min.insync.replicas=%9$d
                    offsets.topic.replication.factor=%8$d
                    offsets.topic.num.partitions=1
                    transaction.state.log.replication.factor=%8$d
                    transaction.state.log.num.partitions=1
                    transaction.state.log.min.isr=%9$d
                    share.coordinator.state.topic.replication.factor=%8$d
                    share.coordinator.state.topic.min.isr=%9$d
                    group.initial.rebalance.delay.ms=0
                    message.max.bytes=20000000
                    replica.fetch.max.bytes=20000000
                    %10$s
                    """.formatted(
                            node,
                            voters,
                            ports.get(node - 1),
                            farPort,
                            controllers.get(node - 1),
                            network.port(),
                            home.resolve("log"),
                            count,
                            count / 2 + 1,
                            String.join("\n", settings)));
            if (java(home, "kafka.tools.StorageTool", "format", "-t", cluster, "-c")
                            .waitFor()
                    != 0) {
                throw new IOException(Files.readString(home.resolve("broker.log")));
            }
            brokers.add(new KafkaBroker(home, node, servers, network, java(home, "kafka.Kafka")));
        }
        for (KafkaBroker broker : brokers) {
            broker.awaitAnswer();
        }
        return brokers;
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

    /** Stops it as an administrator would, and waits until it has ended. */
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Of the topic on all that were started together. */
    public String address(String topic) {
        return "kafka://" + servers + "/" + topic;
    }

    /** The same behind a network that can be slow and be cut. */
    public String farAddress(String topic) {
        return "kafka://127.0.0.1:" + network.port() + "/" + topic;
    }

    FaultyNetwork network() {
        return network;
    }

    KafkaTopic topic(String name) {
        return KafkaTopic.parse(address(name), Map.of());
    }

    /** Makes a topic of one partition. */
    public void create(String topic, Map<String, String> configuration) throws Exception {
        try (Admin admin = Admin.create(topic(topic).clientProperties())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty()).configs(configuration)))
                    .all()
                    .get();
        }
    }

    /** Deletes a topic, and waits until the broker does not know it any more. */
    public void delete(String topic) throws Exception {
        try (Admin admin = Admin.create(topic(topic).clientProperties())) {
            admin.deleteTopics(List.of(topic)).all().get();
            while (admin.listTopics().names().get().contains(topic)) {
                Thread.sleep(50);
            }
        }
    }

    /** Gives a topic more partitions. */
    public void grow(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(topic(topic).clientProperties())) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
    }

    /** Copies the first CIFAR records of a topic into a partition of another. */
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
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) throws IOException {
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        TopicReader.readAll(topic(topic), messages::add);
        return messages;
    }

    /** The transactional ids with a prefix that the broker remembers. */
    List<String> transactionalIds(String prefix) throws Exception {
        try (Admin admin = Admin.create(topic("any").clientProperties())) {
            return admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(prefix))
                    .toList();
        }
    }

    /** The leader of the first partition of a topic. */
    int leader(String topic) throws Exception {
        try (Admin admin = Admin.create(topic(topic).clientProperties())) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .get(0)
                    .leader()
                    .id();
        }
    }

    boolean isNode(int id) {
        return node == id;
    }

    /** Others may have to give up one that was killed before they take it back. */
    private void awaitAnswer() throws IOException, InterruptedException {
        Properties properties = topic("any").clientProperties();
        long began = System.nanoTime();
        while (System.nanoTime() - began < PATIENCE.toNanos()) {
            try (Admin admin = Admin.create(properties)) {
                if (admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).stream()
                        .anyMatch(known -> isNode(known.id()))) {
                    return;
                }
                Thread.sleep(100);
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
                "-XX:TieredStopAtLevel=1",
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

    /** {@code prefix(node)HOST:PORT}, with commas between. */
    private static String join(List<Integer> ports, IntFunction<String> prefix) {
        return IntStream.range(0, ports.size())
                .mapToObj(i -> prefix.apply(i + 1) + "127.0.0.1:" + ports.get(i))
                .collect(Collectors.joining(","));
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        network.close();
    }
}
