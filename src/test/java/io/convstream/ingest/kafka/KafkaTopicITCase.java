package io.convstream.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.KafkaBroker;
import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.dataset.CifarFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading topics of a real broker, and error messages if that fails. */
@Timeout(120)
class KafkaTopicITCase {

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    /** One listener is open; the other requires a password, and its user has only the rights that a test grants. */
    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(
                folder,
                "listener.security.protocol.map=CONTROLLER:PLAINTEXT,FAR:SASL_PLAINTEXT,PLAINTEXT:PLAINTEXT",
                "listener.name.far.sasl.enabled.mechanisms=PLAIN",
                "listener.name.far.plain.sasl.jaas.config=" + PLAIN + "user_painter=\"secret\";",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users=User:ANONYMOUS");
        topic("images").create(1);
    }

    @AfterAll
    static void stopBroker() throws IOException {
        broker.close();
    }

    @Test
    void aRangeEndsBeforeAnOpenTransactionAndCountsTheMessagesAfterIt() throws Exception {
        KafkaTopic topic = topic("open");
        topic.create(1);
        transaction(topic, 3).commitTransaction();
        KafkaProducer<byte[], byte[]> open = transaction(topic, 4);
        TopicRange range = TopicRange.toLatest(topic, StartOffsets.EARLIEST);
        assertThat(range.notice(topic))
                .contains(topic + ": 4 messages are not read: a transaction before them is still open.");
        assertThat(count(topic)).isEqualTo(3);
        assertThat(TopicImages.of(topic).size()).isEqualTo(3);
        open.commitTransaction();
        open.close();
        assertThat(count(topic)).isEqualTo(7);
        assertThat(TopicRange.toLatest(topic, StartOffsets.EARLIEST).notice(topic))
                .isEmpty();
    }

    @Test
    void abortedTransactionsAreReadWithReadUncommittedOnly() throws Exception {
        KafkaTopic topic = topic("aborted");
        topic.create(1);
        transaction(topic, 3).commitTransaction();
        transaction(topic, 5).abortTransaction();
        assertThat(count(topic)).isEqualTo(3);
        assertThat(count(topic("aborted", Map.of("isolation.level", "read_uncommitted"))))
                .isEqualTo(8);
    }

    @Test
    void aTopicWithOnlyAnOpenTransactionIsNotEmpty() throws Exception {
        KafkaTopic topic = topic("only-open");
        topic.create(1);
        try (KafkaProducer<byte[], byte[]> open = transaction(topic, 2)) {
            assertThatThrownBy(() -> TopicImages.of(topic))
                    .hasMessage(topic + ": 2 messages are not read: a transaction before them is still open.");
            open.abortTransaction();
        }
    }

    @Test
    void theLastOfManyCommitsWins() throws Exception {
        KafkaTopic topic = topic("images", Map.of("group.id", "fresh"));
        try (OffsetCommitter committer = new OffsetCommitter(topic)) {
            for (long checkpoint = 1; checkpoint <= 50; checkpoint++) {
                committer.snapshotOffsets(checkpoint, Map.of(0, checkpoint));
                committer.commitOffsets(checkpoint);
            }
        }
        try (Admin admin = topic.admin()) {
            assertThat(admin.listConsumerGroupOffsets("fresh")
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .values())
                    .singleElement()
                    .satisfies(committed -> assertThat(committed.offset()).isEqualTo(50));
        }
    }

    @Tag("soak")
    @Test
    void reportsABrokerThatStopsWhileItIsRead() throws Exception {
        try (KafkaBroker mortal = KafkaBroker.start(folder.resolve("mortal"))) {
            KafkaTopic topic = KafkaTopic.parse(mortal.address("images"), Map.of());
            topic.create(1);
            feed(topic, 3_000);
            TopicRange range = TopicRange.toLatest(topic, StartOffsets.EARLIEST);
            List<Long> read = new ArrayList<>();
            assertThatThrownBy(() -> TopicReader.read(topic, range, Duration.ofSeconds(6), message -> {
                        if (read.isEmpty()) {
                            kill(mortal);
                        }
                        read.add(message.offset());
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nothing listens at " + topic.servers());
            assertThat(read).hasSizeBetween(1, 2_999);
        }
    }

    @Test
    void reportsATopicThatIsDeletedWhileItIsRead() throws Exception {
        KafkaTopic topic = topic("deleted");
        topic.create(1);
        feed(topic, 3_000);
        TopicRange range = TopicRange.toLatest(topic, StartOffsets.EARLIEST);
        List<Long> read = new ArrayList<>();
        assertThatThrownBy(() -> TopicReader.read(topic, range, Duration.ofSeconds(6), message -> {
                    if (read.isEmpty()) {
                        delete(topic);
                    }
                    read.add(message.offset());
                }))
                .isInstanceOf(MissingTopicException.class)
                .hasMessageContaining("there is no topic deleted on ");
    }

    @Test
    void reportsAnAddressWithoutABroker() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        for (String host : List.of("127.0.0.1", "[::1]")) {
            assertThatThrownBy(() -> KafkaTopic.parse("kafka://" + host + ":" + port + "/images", Map.of())
                            .partitions(AclOperation.READ))
                    .hasMessage("topic images on " + host + ":" + port + ": cannot read its partitions: nothing"
                            + " listens at " + host + ":" + port
                            + ": check that the broker is running and that the address is right");
        }
    }

    @Test
    void namesAnUnknownHost() {
        assertThatThrownBy(() -> KafkaTopic.parse("kafka://unknown.invalid:9092/images", Map.of())
                        .partitions(AclOperation.READ))
                .hasMessageContaining("the host unknown.invalid is unknown: check");
    }

    @Test
    void reportsAListenerThatRequiresAPassword() {
        assertThatThrownBy(() -> far(Map.of()).partitions(AclOperation.READ))
                .hasMessageContaining(
                        " accepts connections, but no Kafka broker answers there to a client with security.protocol="
                                + "PLAINTEXT: check whether this listener needs TLS or SASL (--kafka-properties)");
    }

    @Test
    void reportsAWrongPasswordAsARefusedLogin() {
        assertThatThrownBy(() -> far(login("guess")).partitions(AclOperation.READ))
                .hasMessageContaining("the broker refused the login (Authentication failed: Invalid username or"
                        + " password): check sasl.mechanism and sasl.jaas.config in --kafka-properties");
    }

    @Test
    void reportsAListenerWithoutTlsAsAFailedHandshake() {
        assertThatThrownBy(() ->
                        topic("images", Map.of("security.protocol", "SSL")).partitions(AclOperation.READ))
                .hasMessageContaining("TLS");
    }

    @Test
    void reportsInvalidProperties() {
        assertThatThrownBy(
                        () -> topic("images", Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN"))
                                .partitions(AclOperation.READ))
                .hasMessageContaining("topic images on ")
                .hasMessageContaining("'KafkaClient' entry in the JAAS configuration")
                .hasMessageEndingWith(": check the Kafka properties");
    }

    @Test
    void namesAMissingTopic() {
        assertThatThrownBy(() -> topic("nowhere").partitions(AclOperation.READ))
                .hasMessageContaining("there is no topic nowhere on ");
    }

    @Test
    void namesAMissingRight() throws Exception {
        KafkaTopic guarded = far(login("secret"));
        assertThatThrownBy(() -> guarded.partitions(AclOperation.READ))
                .hasMessageContaining("the user of the Kafka properties is not authorized");
        allow(AclOperation.READ);
        assertThat(guarded.partitions(AclOperation.READ)).hasSize(1);
        assertThatThrownBy(() -> guarded.partitions(AclOperation.WRITE))
                .hasMessageContaining("the user of the Kafka properties is not authorized to write: add an ACL");
        guarded.create(1); // it exists, so the right to create it is not needed
    }

    private static void allow(AclOperation operation) throws Exception {
        try (Admin admin = Admin.create(topic("images").clientProperties())) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, "images", PatternType.LITERAL),
                            new AccessControlEntry("User:painter", "*", operation, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }

    private static KafkaTopic topic(String name) {
        return topic(name, Map.of());
    }

    private static KafkaTopic topic(String name, Map<String, String> properties) {
        return KafkaTopic.parse(broker.address(name), properties);
    }

    private static KafkaTopic far(Map<String, String> properties) {
        return KafkaTopic.parse(broker.farAddress("images"), properties);
    }

    private static Map<String, String> login(String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                PLAIN + "username=\"painter\" password=\"" + password + "\";");
    }

    /** Returns a producer that has sent messages in an open transaction. */
    private static KafkaProducer<byte[], byte[]> transaction(KafkaTopic topic, int messages) throws Exception {
        var properties = topic.clientProperties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic.name() + messages);
        var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        for (int i = 0; i < messages; i++) {
            producer.send(new ProducerRecord<>(topic.name(), new byte[CifarFiles.RECORD_BYTES]))
                    .get();
        }
        return producer;
    }

    private static void feed(KafkaTopic topic, int messages) throws IOException {
        try (var feeder = new TopicFeeder(topic)) {
            for (int i = 0; i < messages; i++) {
                feeder.send(new ImageSet.Entry(
                        RecordFormat.CIFAR, new byte[CifarFiles.RECORD_BYTES], -1, new Origin("", 0, 0, 0)));
            }
            feeder.flush();
        }
    }

    private static long count(KafkaTopic topic) throws IOException {
        long[] read = new long[1];
        TopicReader.readAll(topic, message -> read[0]++);
        return read[0];
    }

    private static void kill(KafkaBroker broker) throws IOException {
        try {
            broker.kill();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void delete(KafkaTopic topic) throws IOException {
        try (Admin admin = topic.admin()) {
            admin.deleteTopics(List.of(topic.name())).all().get();
        } catch (java.util.concurrent.ExecutionException | InterruptedException e) {
            throw new IOException(e);
        }
    }
}
