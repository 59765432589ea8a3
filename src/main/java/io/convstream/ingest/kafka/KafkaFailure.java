package io.convstream.ingest.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Translation of Kafka client exceptions to one sentence: topic, broker, failed action and what to check. */
final class KafkaFailure {

    private static final int CONNECT_MILLIS = 3_000;

    private KafkaFailure() {}

    /** @param what the failed action, such as "read its offsets" */
    static IOException of(KafkaTopic topic, String what, Exception thrown) {
        Throwable cause =
                thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String where = "topic " + topic.name() + " on " + topic.servers() + ": cannot " + what + ": ";
        if (cause instanceof UnknownTopicOrPartitionException) {
            return new MissingTopicException(topic, cause);
        } else if (cause instanceof SslAuthenticationException) {
            return new IOException(
                    where + "the TLS handshake failed (" + innermost(cause)
                            + "): check that the listener uses TLS, and the ssl.* properties in --kafka-properties",
                    cause);
        } else if (cause instanceof AuthenticationException) {
            return new IOException(
                    where + "the broker refused the login (" + cause.getMessage()
                            + "): check sasl.mechanism and sasl.jaas.config in --kafka-properties",
                    cause);
        } else if (cause instanceof AuthorizationException) {
            return new IOException(
                    where + "the user of the Kafka properties is not authorized (" + cause.getMessage()
                            + "): add an ACL, or use another user",
                    cause);
        } else if (cause instanceof TimeoutException
                || cause instanceof DisconnectException
                || innermost(cause).contains(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            return new IOException(where + connectionProblem(topic), cause);
        } else if (cause.getCause() != null || cause instanceof ConfigException) {
            return new IOException(where + innermost(cause) + ": check the Kafka properties", cause);
        }
        return new IOException(where + innermost(cause), cause);
    }

    /** Finds out why no broker answers, because Kafka clients only report a timeout. */
    private static String connectionProblem(KafkaTopic topic) {
        List<String> problems = new ArrayList<>();
        for (String server : List.of(topic.servers().split(",", -1))) {
            int colon = server.lastIndexOf(':');
            String host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
            try (Socket socket = new Socket()) {
                int port = Integer.parseInt(server.substring(colon + 1));
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), CONNECT_MILLIS);
                return server
                        + " accepts connections, but no Kafka broker answers there to a client with security.protocol="
                        + topic.properties()
                                .getOrDefault(
                                        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                                        CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL)
                        + ": check whether this listener needs TLS or SASL (--kafka-properties), and that the broker's"
                        + " advertised.listeners can be reached from here";
            } catch (UnknownHostException e) {
                problems.add("the host " + host + " is unknown");
            } catch (ConnectException e) {
                problems.add("nothing listens at " + server);
            } catch (IOException | IllegalArgumentException e) {
                problems.add(server + " cannot be reached (" + e.getMessage() + ")");
            }
        }
        return String.join(", ", problems) + ": check that the broker is running and that the address is right";
    }

    private static String innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
