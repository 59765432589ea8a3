package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The events of a run that a later attempt has superseded: an attempt that resumes from an older checkpoint repeats the
 * steps after it. TensorBoard discards events by the same rule.
 */
final class SupersededEvents {

    private static final Pattern STEP =
            Pattern.compile("\\{\"type\":\"step\".*?\"model\":\"([^\"]*)\",\"step\":(\\d+),.*");

    /** The first step of each attempt and model. */
    private final TreeMap<Integer, Map<String, Long>> firstSteps = new TreeMap<>();

    /** Adds a line of an attempt; call it in line order. */
    void add(int attempt, String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            firstSteps
                    .computeIfAbsent(attempt, first -> new HashMap<>())
                    .putIfAbsent(step.group(1), Long.parseLong(step.group(2)));
        }
    }

    /** Returns whether a later attempt has superseded this line of an attempt. */
    boolean contains(int attempt, String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            return Long.parseLong(step.group(2)) >= firstLaterStep(attempt, step.group(1));
        }
        try {
            JsonNode event = JsonLines.MAPPER.readTree(line);
            long eventStep = event.path("step").asLong(-1);
            long firstLater = firstLaterStep(attempt, event.path("model").asText());
            // Evaluations and models give the number of steps done, failures the index of the failed step.
            return event.path("type").asText().equals("failure") ? eventStep >= firstLater : eventStep > firstLater;
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
