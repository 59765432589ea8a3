package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The events of a run that a later attempt has superseded: an attempt that resumes from an older checkpoint repeats the
 * steps after it. TensorBoard discards events by the same rule.
 */
final class SupersededEvents {

    private static final Pattern STEP =
            Pattern.compile("\\{\"type\":\"step\".*?\"model\":\"([^\"]*)\",\"step\":(\\d+),");

    private static final Set<String> STEP_INDEXED = Set.of("failure", "change");

    /** The first step of each attempt and model. */
    private final TreeMap<Integer, Map<String, Long>> firstSteps = new TreeMap<>();

    /** Reads the first steps of all attempts but the first one. */
    static SupersededEvents of(StoragePath folder, List<Part> parts) throws IOException {
        var superseded = new SupersededEvents();
        List<Part> later = parts.stream()
                .filter(part -> part.attempt() > parts.get(0).attempt())
                .toList();
        PartReader.read(folder, later, (part, number, line) -> superseded.add(part.attempt(), line));
        return superseded;
    }

    private void add(int attempt, String line) {
        Matcher step = STEP.matcher(line);
        if (step.lookingAt()) {
            firstSteps
                    .computeIfAbsent(attempt, first -> new HashMap<>())
                    .putIfAbsent(step.group(1), Long.parseLong(step.group(2)));
        }
    }

    /** Returns whether a later attempt has superseded this line of an attempt. */
    boolean contains(int attempt, String line) {
        Matcher step = STEP.matcher(line);
        if (step.lookingAt()) {
            return Long.parseLong(step.group(2)) >= firstLaterStep(attempt, step.group(1));
        }
        try {
            JsonNode event = JsonLines.MAPPER.readTree(line);
            long eventStep = event.path("step").asLong(-1);
            long firstLater = firstLaterStep(attempt, event.path("model").asText());
            // Evaluations and models give the number of steps done, failures and changes the index of the step.
            return STEP_INDEXED.contains(event.path("type").asText())
                    ? eventStep >= firstLater
                    : eventStep > firstLater;
        } catch (JsonProcessingException e) {
            return false; // EventReader reports the malformed line
        }
    }

    private long firstLaterStep(int attempt, String model) {
        return firstSteps.tailMap(attempt, false).values().stream()
                .mapToLong(first -> first.getOrDefault(model, Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
