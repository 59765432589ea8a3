package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which events of a run came again: an attempt that resumes an older checkpoint than the newest repeats the steps after it,
 * and what earlier attempts wrote of them no longer counts. TensorBoard reads its files in the same way.
 */
final class SupersededEvents {

    private static final Pattern STEP =
            Pattern.compile("\\{\"type\":\"step\".*?\"model\":\"([^\"]*)\",\"step\":(\\d+),.*");

    /** By attempt and model, the first step. */
    private final TreeMap<Integer, Map<String, Long>> begins = new TreeMap<>();

    /** Takes a line of an attempt, in the order of the attempt's lines. */
    void see(int attempt, String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            begins.computeIfAbsent(attempt, first -> new HashMap<>())
                    .putIfAbsent(step.group(1), Long.parseLong(step.group(2)));
        }
    }

    /** Whether a later attempt wrote this event of an attempt again. */
    boolean isRepeated(int attempt, String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            return Long.parseLong(step.group(2)) >= begin(attempt, step.group(1));
        }
        try {
            JsonNode event = JsonLines.MAPPER.readTree(line);
            long done = event.path("step").asLong(-1);
            long begin = begin(attempt, event.path("model").asText());
            // Evaluations and models name the steps that are done, failures the step that was tried.
            return event.path("type").asText().equals("failure") ? done >= begin : done > begin;
        } catch (JsonProcessingException e) {
            return false; // whoever reads the events finds what is wrong, with the line
        }
    }

    private long begin(int attempt, String model) {
        return begins.tailMap(attempt, false).values().stream()
                .mapToLong(first -> first.getOrDefault(model, Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
