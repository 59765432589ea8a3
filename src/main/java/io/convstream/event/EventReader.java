package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.convstream.change.ChangeEvent;
import io.convstream.evaluate.Evaluation;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.IOException;

/** Reads events from lines written by {@link JsonLines}; null in place of a number is read as 0. */
final class EventReader {

    /** A newer convstream may add fields within a version. */
    private static final ObjectReader JSON =
            JsonLines.MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private EventReader() {}

    /**
     * Reads a line.
     *
     * @param number the number of the line in its file
     * @throws IOException with path and line number, if the line is not an event of this version
     */
    static Event read(StoragePath file, long number, String line) throws IOException {
        try {
            return event(line);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(file + ", line " + number + ", is not an event: " + e.getMessage(), e);
        }
    }

    private static Event event(String line) throws IOException {
        JsonNode node = JSON.readTree(line);
        int version = node.path("version").asInt();
        if (version != JsonLines.VERSION) {
            throw new IllegalArgumentException("its version is " + version + ", but this convstream reads version "
                    + JsonLines.VERSION + ": use the convstream that wrote it");
        }
        String type = node.path("type").asText();
        return switch (type) {
            case "step" -> Event.of(JSON.treeToValue(node, TrainStep.class));
            case "evaluation" -> Event.of(JSON.treeToValue(node, Evaluation.class));
            case "failure" -> Event.of(JSON.treeToValue(node, TrainFailure.class));
            case "model" -> Event.of(JSON.treeToValue(node, ModelAnnouncement.class));
            case "change" -> Event.of(JSON.treeToValue(node, ChangeEvent.class));
            default -> throw new IllegalArgumentException("its type is '" + type + "'");
        };
    }
}
