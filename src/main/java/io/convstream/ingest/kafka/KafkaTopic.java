package io.convstream.ingest.kafka;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Topic of a Kafka cluster with the properties of its clients. The address is
 * {@code kafka://HOST:PORT[,HOST:PORT…]/TOPIC}. Properties may hold secrets and are never printed.
 *
 * @param servers the bootstrap servers, {@code HOST:PORT[,HOST:PORT…]}
 * @param name the topic
 * @param properties of the clients, such as for SASL or TLS
 */
public record KafkaTopic(String servers, String name, Map<String, String> properties) implements Serializable {

    /** Host name, IPv4 address, or IPv6 address in brackets, with a port. */
    private static final String SERVER = "(?:[^/,:\\[\\]]+|\\[[0-9A-Fa-f:.]+(?:%[^/,\\[\\]]+)?\\]):\\d+";

    private static final Pattern ADDRESS =
            Pattern.compile("kafka://(" + SERVER + "(?:," + SERVER + ")*)/([A-Za-z0-9._-]{1,249})");
    /** Long enough for a remote cluster, short enough for a mistyped port. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final String READ_COMMITTED = "read_committed";
    private static final int DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException if the address does not have the form above
     */
    public static KafkaTopic parse(String address, Map<String, String> properties) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + address + "' is no topic: give kafka://HOST:PORT[,HOST:PORT…]/TOPIC");
        }
        return new KafkaTopic(parts.group(1), parts.group(2), Map.copyOf(properties));
    }

    /** Returns the configuration of every client of this topic. */
    public Properties clientProperties() {
        var all = new Properties();
        all.putAll(properties);
        all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        return all;
    }

    /**
     * Returns the configuration of consumers: unless the properties override it, they read committed transactions only and
     * never create the topic.
     */
    Properties consumerProperties() {
        Properties all = clientProperties();
        all.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        all.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED);
        return all;
    }

    /** Returns the isolation level of consumers. */
    IsolationLevel isolation() {
        return READ_COMMITTED.equals(consumerProperties().getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG))
                ? IsolationLevel.READ_COMMITTED
                : IsolationLevel.READ_UNCOMMITTED;
    }

    /**
     * Creates the topic if it does not exist.
     *
     * @throws IOException if the broker cannot be reached or refuses
     */
    public void create(int partitions) throws IOException {
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return;
            }
            if (e.getCause() instanceof AuthorizationException) {
                partitions(
                        AclOperation.DESCRIBE); // without the right to create it, an existing topic can still be used
                return;
            }
            throw failed("create it", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Returns the id of the Kafka cluster.
     *
     * @throws IOException if the broker cannot be reached
     */
    public String clusterId() throws IOException {
        try (Admin admin = admin()) {
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw failed("read the id of its cluster", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Returns the partitions of the topic.
     *
     * @param needed the operation that the user must be allowed to perform
     * @throws IOException if the broker cannot be reached, there is no such topic, or the user lacks that right
     */
    public List<TopicPartition> partitions(AclOperation needed) throws IOException {
        try (Admin admin = admin()) {
            return partitions(admin, needed);
        } catch (ExecutionException e) {
            throw failed("read its partitions", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    List<TopicPartition> partitions(Admin admin, AclOperation needed)
            throws IOException, ExecutionException, InterruptedException {
        var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        TopicDescription description = Objects.requireNonNull(admin.describeTopics(Set.of(name), options)
                .allTopicNames()
                .get()
                .get(name));
        Set<AclOperation> allowed = description.authorizedOperations();
        if (allowed != null && !allowed.isEmpty() && !allowed.contains(needed)) {
            throw new IOException(
                    "topic " + name + " on " + servers + ": the user of the Kafka properties is not authorized to "
                            + needed.name().toLowerCase(Locale.ROOT) + ": add an ACL, or use another user");
        }
        return description.partitions().stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
    }

    /**
     * Returns the maximum message size in bytes; Kafka's default if the user may not read the configuration.
     *
     * @throws IOException if the broker cannot be reached, or there is no such topic
     */
    public int maxMessageBytes() throws IOException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try (Admin admin = admin()) {
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(Set.of(topic)).all().get().get(topic));
            return Integer.parseInt(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return DEFAULT_MAX_MESSAGE_BYTES;
            }
            throw failed("read its configuration", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Returns this topic with a consumer group, unless the properties name one. */
    public KafkaTopic inGroup(String group) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent(CommonClientConfigs.GROUP_ID_CONFIG, group);
        return new KafkaTopic(servers, name, Map.copyOf(all));
    }

    /** Whether the properties name a consumer group. */
    public boolean hasGroup() {
        return properties.containsKey(CommonClientConfigs.GROUP_ID_CONFIG);
    }

    /** Whether offsets are committed to the group; true unless the properties disable it. */
    public boolean commitsOffsets() {
        return !"false".equals(properties.get(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key()));
    }

    /** Returns the consumer group whose offsets are committed. */
    String group() {
        return Objects.requireNonNull(properties.get(CommonClientConfigs.GROUP_ID_CONFIG), "the topic has no group");
    }

    /** @throws IOException if the properties are no valid client configuration */
    Admin admin() throws IOException {
        Properties configuration = clientProperties();
        String millis = String.valueOf(TIMEOUT.toMillis());
        configuration.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        configuration.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        try {
            return Admin.create(configuration);
        } catch (KafkaException e) {
            throw KafkaFailure.of(this, "connect", e);
        }
    }

    IOException failed(String what, ExecutionException e) {
        return KafkaFailure.of(this, what, e);
    }

    static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while waiting for Kafka", e);
    }

    /** Returns the address, without the properties. */
    @Override
    public String toString() {
        return "kafka://" + servers + "/" + name;
    }
}
