package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.storage.StoragePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The layout of an earlier convstream: a part for each checkpoint, {@code part-attemptN-WRITER-COUNTER.jsonl}, and a copy of
 * all events beside the folder, {@code events.jsonl}. They are read, never written or merged.
 */
final class EarlierParts {

    private static final Pattern NAME = Pattern.compile("part-(?:attempt(\\d{1,9})-)?([\\w-]+)-(\\d{1,18})\\.jsonl");

    private EarlierParts() {}

    private record File(StoragePath.Entry entry, int attempt, String writer, long counter) {}

    private record Start(int attempt, Instant time, String writer) {}

    /** Returns the earlier parts in writing order; the copy beside the folder if it is all that is left. */
    static List<Part> list(StoragePath folder, List<StoragePath.Entry> files) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (List<File> writer : writers(files).values()) {
            for (File file : writer) {
                parts.add(part(file.entry.path(), file.attempt, parts.size(), file.entry.size()));
            }
        }
        StoragePath copy = StoragePath.of(folder.toFlink().suffix(".jsonl"));
        if (parts.isEmpty() && copy.exists()) {
            parts.add(part(copy, 0, 0, copy.size()));
        }
        return parts;
    }

    /** Reads from the state of Flink's file sink in which part the lines of the checkpoint are. */
    static Lines lines(byte[] serialized) throws IOException {
        Matcher name = NAME.matcher(new String(serialized, StandardCharsets.ISO_8859_1));
        if (!name.find()) {
            throw new IOException(
                    "the checkpoint has events in an unknown format: resume it with the convstream that wrote it");
        }
        return new Lines(name.group(), attempt(name), Lines.EARLIER, new byte[0]);
    }

    private static int attempt(Matcher name) {
        return name.group(1) == null ? 0 : Integer.parseInt(name.group(1));
    }

    private static Part part(StoragePath file, int attempt, long number, long bytes) {
        return new Part(file, attempt, number, number, bytes);
    }

    /**
     * Flink's file sink gave a writer a new random name and a counter from 0 after each restart. So a writer's parts are
     * ordered by counter, and writers by attempt and the time of their first event.
     */
    private static Map<Start, List<File>> writers(List<StoragePath.Entry> files) throws IOException {
        Map<String, List<File>> byName = files.stream()
                .flatMap(file -> file(file).stream())
                .sorted(Comparator.comparingLong(File::counter))
                .collect(Collectors.groupingBy(File::writer));
        Map<Start, List<File>> writers = new TreeMap<>(Comparator.comparingInt(Start::attempt)
                .thenComparing(Start::time)
                .thenComparing(Start::writer));
        for (Map.Entry<String, List<File>> writer : byName.entrySet()) {
            File first = writer.getValue().get(0);
            writers.put(new Start(first.attempt, firstTime(first.entry.path()), writer.getKey()), writer.getValue());
        }
        return writers;
    }

    private static Optional<File> file(StoragePath.Entry file) {
        Matcher name = NAME.matcher(file.path().name());
        return name.matches() && Part.of(file).isEmpty()
                ? Optional.of(new File(file, attempt(name), name.group(2), Long.parseLong(name.group(3))))
                : Optional.empty();
    }

    private static Instant firstTime(StoragePath file) throws IOException {
        try (BufferedReader lines = file.newReader()) {
            String line = lines.readLine();
            JsonNode time =
                    line == null ? null : JsonLines.MAPPER.readTree(line).get("time");
            // Dead letters have no time; their order does not matter.
            return time == null ? Instant.EPOCH : Instant.parse(time.asText());
        } catch (JsonProcessingException | DateTimeParseException e) {
            return Instant.EPOCH; // EventReader reports the malformed line
        }
    }
}
