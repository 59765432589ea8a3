package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.storage.RelocatableFileSink;
import io.convstream.storage.StoragePath;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** JSON Lines files: one part for each checkpoint, merged into one file at the end of a run. */
public final class EventFiles {

    private static final String SUFFIX = ".jsonl";

    private EventFiles() {}

    /**
     * Returns a sink that writes every event exactly once, to parts named {@code prefix-attemptN-writer-counter.jsonl}.
     *
     * @param attempt the number of the run's attempt, which orders the parts
     */
    public static <T> Sink<T> sink(StoragePath folder, String prefix, int attempt) {
        FileSink<T> files = FileSink.<T>forRowFormat(folder.toFlink(), new JsonLines<>())
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(new OutputFileConfig(prefix + "-attempt" + attempt, SUFFIX))
                .build();
        return folder.isLocal() ? new RelocatableFileSink<>(files, folder.local()) : files;
    }

    /**
     * Merges the committed parts into one file in writing order, without events that a later attempt has superseded.
     * The parts are kept, so that a resumed run can be merged again.
     *
     * @throws IOException with the path, if a file cannot be read or written; an existing target is then unchanged
     */
    public static void merge(StoragePath folder, String prefix, StoragePath target) throws IOException {
        List<Part> parts = parts(folder, prefix);
        int last = parts.stream().mapToInt(Part::attempt).max().orElse(0);
        SupersededEvents superseded = supersededEvents(parts);
        target.replace(file -> {
            OutputStream out = new BufferedOutputStream(file);
            for (Part part : parts) {
                if (part.attempt() == last) {
                    part.path().copyTo(out);
                } else {
                    copy(part, superseded, out);
                }
            }
            out.flush();
        });
    }

    private static SupersededEvents supersededEvents(List<Part> parts) throws IOException {
        var superseded = new SupersededEvents();
        for (Part part : parts) {
            if (part.attempt() > parts.get(0).attempt()) {
                try (BufferedReader lines = part.path().newReader()) {
                    lines.lines().forEach(line -> superseded.add(part.attempt(), line));
                }
            }
        }
        return superseded;
    }

    private static void copy(Part part, SupersededEvents superseded, OutputStream out) throws IOException {
        try (BufferedReader lines = part.path().newReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!superseded.contains(part.attempt(), line)) {
                    out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    /**
     * Returns the number of lines in the committed parts; 0 if there are none.
     *
     * @throws IOException with the path, if a file cannot be read
     */
    public static long count(StoragePath folder, String prefix) throws IOException {
        long lines = 0;
        for (Part part : parts(folder, prefix)) {
            try (BufferedReader all = part.path().newReader()) {
                lines += all.lines().count();
            }
        }
        return lines;
    }

    /**
     * Flink gives a writer a new random name and a counter from 0 after each restart and each checkpoint without
     * events. So a writer's parts are ordered by counter, and writers by attempt and the time of their first event (not
     * by file time, which copying a run changes).
     */
    private static List<Part> parts(StoragePath folder, String prefix) throws IOException {
        Pattern name =
                Pattern.compile(Pattern.quote(prefix) + "-(?:attempt(\\d+)-)?(.+)-(\\d+)" + Pattern.quote(SUFFIX));
        Map<String, List<Part>> byWriter = folder.list().stream()
                .map(file -> name.matcher(file.path().name()))
                .filter(Matcher::matches)
                .map(found -> new Part(
                        folder.resolve(found.group()),
                        found.group(1) == null ? 0 : Integer.parseInt(found.group(1)),
                        found.group(2),
                        Long.parseLong(found.group(3))))
                .sorted(Comparator.comparingLong(Part::counter))
                .collect(Collectors.groupingBy(Part::writer));
        var writers = new TreeMap<Start, List<Part>>(Comparator.comparingInt(Start::attempt)
                .thenComparing(Start::time)
                .thenComparing(Start::writer));
        for (Map.Entry<String, List<Part>> writer : byWriter.entrySet()) {
            Part first = writer.getValue().get(0);
            writers.put(new Start(first.attempt(), firstTime(first.path()), writer.getKey()), writer.getValue());
        }
        return writers.values().stream().flatMap(List::stream).toList();
    }

    private static Instant firstTime(StoragePath part) throws IOException {
        try (BufferedReader lines = part.newReader()) {
            String line = lines.readLine();
            JsonNode time =
                    line == null ? null : JsonLines.MAPPER.readTree(line).get("time");
            // Dead letters have no time; their order does not matter.
            return time == null ? Instant.EPOCH : Instant.parse(time.asText());
        } catch (JsonProcessingException | DateTimeParseException e) {
            return Instant.EPOCH; // EventReader reports the malformed line
        }
    }

    private record Part(StoragePath path, int attempt, String writer, long counter) {}

    private record Start(int attempt, Instant time, String writer) {}
}
