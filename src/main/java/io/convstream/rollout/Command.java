package io.convstream.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.event.JsonLines;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A message of the control topic, such as {@code {"command": "canary", "percent": 10}}.
 *
 * @param model the model's name; null if the service has one model
 * @param version the step, or at least 12 digits of the SHA-256, of the version to pin; null for other commands
 * @param percent of a canary, 1 to 99; 0 for other commands
 */
record Command(Kind kind, @Nullable String model, @Nullable String version, int percent) {

    /** The most bytes of a message. */
    private static final int MAX_BYTES = 10_000;

    private static final Set<String> FIELDS = Set.of("command", "model", "version", "percent");

    /** What to do. */
    enum Kind {
        /** Answers with a version until {@link #UNPIN}. */
        PIN,
        /** Deploys new versions again. */
        UNPIN,
        /** Pins the version that answered before. */
        ROLLBACK,
        /** New versions predict without answering. */
        SHADOW,
        /** New versions answer a percentage of the keys. */
        CANARY,
        /** Makes the candidate the version that answers. */
        PROMOTE,
        /** New versions answer at once; drops the candidate. */
        DIRECT;

        /** The name in messages. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Parses a message.
     *
     * @throws IllegalArgumentException in one sentence, if it is no command
     */
    static Command parse(byte @Nullable [] message) {
        if (message == null || message.length == 0 || message.length > MAX_BYTES) {
            throw new IllegalArgumentException("a command has 1 to " + MAX_BYTES + " bytes of JSON, this message has "
                    + (message == null ? 0 : message.length));
        }
        JsonNode json;
        try {
            json = JsonLines.MAPPER.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the message is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the message is not JSON", e);
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("the message is not a JSON object");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown field '" + name + "'; there are command, model, version, percent");
            }
        });
        Kind kind = kind(json.path("command").asText());
        String version = json.hasNonNull("version") ? json.get("version").asText() : null;
        if ((kind == Kind.PIN) != (version != null)) {
            throw new IllegalArgumentException(
                    kind == Kind.PIN ? "pin needs a version: its step or SHA-256" : "only pin has a version");
        }
        int percent = json.path("percent").asInt(0);
        if (kind == Kind.CANARY ? percent < 1 || percent > 99 : json.has("percent")) {
            throw new IllegalArgumentException(
                    kind == Kind.CANARY ? "canary needs a percent from 1 to 99" : "only canary has a percent");
        }
        return new Command(kind, json.hasNonNull("model") ? json.get("model").asText() : null, version, percent);
    }

    private static Kind kind(String name) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown command '" + name + "'; there are "
                        + Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "))));
    }
}
