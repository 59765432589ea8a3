package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Reads what a cluster tells at its REST address. */
final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    /** While no JobManager leads. */
    private static final int UNAVAILABLE = 503;

    private final URI address;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    FlinkRest(URI address) {
        this.address = address;
    }

    /** The answer to a question, where anyone answers. */
    Optional<JsonNode> ifAnswers(String path) throws InterruptedException {
        try {
            return Optional.of(get(path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The answer to a question.
     *
     * @throws NoAnswerException where no Flink answers
     * @throws IOException where it answers with an error
     */
    JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE).build();
        HttpResponse<String> response;
        JsonNode answer;
        try {
            response = http.send(request, BodyHandlers.ofString());
            answer = JSON.readTree(response.body());
        } catch (IOException e) {
            throw new NoAnswerException(
                    "no Flink answers at " + address
                            + ": start one with 'convstream cluster start', or name another with --jobmanager",
                    e);
        }
        if (response.statusCode() == OK) {
            return answer;
        }
        String failure = "Flink at " + address + ": " + sentence(error(answer.path("errors")));
        throw response.statusCode() == UNAVAILABLE ? new NoAnswerException(failure, null) : new IOException(failure);
    }

    /** What Flink did not expect itself is in the second of its errors, from the second line on. */
    private static String error(JsonNode errors) {
        return errors.size() > 1
                ? errors.get(1).asText().replaceFirst("^<Exception on server side:\n", "")
                : errors.path(0).asText();
    }

    /** Flink's errors are whole stack traces as text: the sentence is in the first line, behind names of classes. */
    static String sentence(String error) {
        return error.lines().findFirst().orElse("it failed").replaceAll("^\\[?(([\\w$]+\\.)+[\\w$]+: )+", "");
    }
}
