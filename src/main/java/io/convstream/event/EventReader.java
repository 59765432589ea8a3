package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.convstream.evaluate.Evaluation;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads events from lines written by {@link JsonLines}; null in place of a number is read as 0. */
public final class EventReader {

    /** A newer convstream may add fields within a version. */
    private static final ObjectReader JSON =
            JsonLines.MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private EventReader() {}

    /**
     * Reads an event file in order.
     *
     * @throws IOException with path and line number, if a line is not an event of this version
     */
    public static void read(StoragePath file, Consumer<Event> events) throws IOException {
        try (BufferedReader lines = file.newReader()) {
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    events.accept(event(line));
                } catch (JsonProcessingException | IllegalArgumentException e) {
                    throw new IOException(file + ", line " + number + ", is not an event: " + e.getMessage(), e);
                }
                number++;
            }
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
            default -> throw new IllegalArgumentException("its type is '" + type + "'");
        };
    }
}
