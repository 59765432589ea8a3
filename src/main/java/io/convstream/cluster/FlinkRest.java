package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * GET requests to Flink's REST API, for what Flink's {@code RestClusterClient} does not cover: configuration, job
 * parameters, TaskManagers and metrics. It also reads a job's status, because {@code RestClusterClient} retries for a
 * minute before it reports that no JobManager answers.
 */
final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    /** The status code while no JobManager is leader. */
    private static final int UNAVAILABLE = 503;

    private final URI address;
    private final Duration timeout;
    private final HttpClient http;

    FlinkRest(URI address) {
        this(address, TIMEOUT);
    }

    FlinkRest(URI address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
        http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /** Returns the response; empty if there is none, or an error. */
    Optional<JsonNode> find(String path) throws InterruptedException {
        try {
            return Optional.of(get(path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the response.
     *
     * @throws JobManagerUnavailableException if no JobManager answers
     * @throws FileNotFoundException if it does not know the resource
     * @throws IOException if the response is another error
     */
    JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(timeout).build();
        HttpResponse<String> response;
        JsonNode body;
        try {
            response = http.send(request, BodyHandlers.ofString());
            body = JSON.readTree(response.body());
        } catch (IOException e) {
            throw new JobManagerUnavailableException(
                    address,
                    "no Flink answers at " + address
                            + ": start one with 'convstream cluster start', or name another with --jobmanager",
                    e);
        }
        if (response.statusCode() == OK) {
            return body;
        }
        String failure = "Flink at " + address + ": " + sentence(error(body.path("errors")));
        throw switch (response.statusCode()) {
            case UNAVAILABLE -> new JobManagerUnavailableException(address, failure, null);
            case NOT_FOUND -> new FileNotFoundException(failure);
            default -> new IOException(failure);
        };
    }

    /** Returns the error. For an unexpected exception that is the second entry, from its second line on. */
    private static String error(JsonNode errors) {
        return errors.size() > 1
                ? errors.get(1).asText().replaceFirst("^<Exception on server side:\n", "")
                : errors.path(0).asText();
    }

    /** Returns the message of a stack trace: the first line without the class names in front of it. */
    static String sentence(String error) {
        return error.lines().findFirst().orElse("it failed").replaceAll("^\\[?(([\\w$]+\\.)+[\\w$]+: )+", "");
    }
}
