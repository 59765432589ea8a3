package io.convstream.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A topic of a Kafka cluster, as {@code kafka://HOST:PORT[,HOST:PORT…]/TOPIC} names it, with what its clients need to
 * get in. The properties may hold secrets: they are never printed.
 *
 * @param servers the bootstrap servers, {@code HOST:PORT[,HOST:PORT…]}
 * @param name the topic
 * @param properties of the clients, for SASL or TLS
 */
public record KafkaTopic(String servers, String name, Map<String, String> properties) implements Serializable {

    private static final Pattern ADDRESS =
            Pattern.compile("kafka://([^/,:]+:\\d+(?:,[^/,:]+:\\d+)*)/([A-Za-z0-9._-]{1,249})");
    /** Long enough for a far cluster, short enough for a person who mistyped the port. */
    private static final String PATIENCE_MILLIS = "10000";

    private static final int DEFAULT_LARGEST_MESSAGE = 1_048_588;

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException where it isn't of the form above
     */
    public static KafkaTopic parse(String address, Map<String, String> properties) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + address + "' is not of the form kafka://HOST:PORT[,HOST:PORT…]/TOPIC");
        }
        return new KafkaTopic(parts.group(1), parts.group(2), Map.copyOf(properties));
    }

    /** What every client of this topic is configured with. */
    public Properties clientProperties() {
        var all = new Properties();
        all.putAll(properties);
        all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        return all;
    }

    /**
     * Makes the topic where it isn't there.
     *
     * @throws IOException where the broker can't be reached or refuses
     */
    public void create(int partitions) throws IOException {
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw failed("make it", e);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * The topic's partitions.
     *
     * @throws IOException where the broker can't be reached, or there is no such topic
     */
    public List<TopicPartition> partitions() throws IOException {
        try (Admin admin = admin()) {
            return admin.describeTopics(Set.of(name)).allTopicNames().get().values().stream()
                    .flatMap(description -> description.partitions().stream())
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new IOException("there is no topic " + name + " on " + servers
                        + ": feed it first (convstream feed --create) or mend the name");
            }
            throw failed("read its partitions", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * How many bytes a message may have; a broker that does not tell is taken to have Kafka's default.
     *
     * @throws IOException where the broker can't be reached, or there is no such topic
     */
    public int largestMessage() throws IOException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try (Admin admin = admin()) {
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(Set.of(topic)).all().get().get(topic));
            return Integer.parseInt(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return DEFAULT_LARGEST_MESSAGE;
            }
            throw failed("read its configuration", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The consumer group under which Flink commits how far it has come, for those who watch the lag. */
    public String group() {
        return properties.getOrDefault(CommonClientConfigs.GROUP_ID_CONFIG, "convstream-" + name);
    }

    Admin admin() {
        Properties patient = clientProperties();
        patient.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        patient.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        return Admin.create(patient);
    }

    IOException failed(String what, ExecutionException e) {
        return new IOException(
                "topic " + name + " on " + servers + ": cannot " + what + ": "
                        + Optional.ofNullable(e.getCause())
                                .map(Throwable::getMessage)
                                .orElse("no reason given")
                        + " (is the broker running, is the address right?)",
                e);
    }

    static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while Kafka was asked", e);
    }

    /** Without the properties. */
    @Override
    public String toString() {
        return "kafka://" + servers + "/" + name;
    }
}
