package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.storage.AtomicFile;
import io.convstream.storage.RelocatableFileSink;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** Files of JSON lines: one part for each checkpoint, in the end joined to one file. */
public final class EventFiles {

    private static final String SUFFIX = ".jsonl";

    private EventFiles() {}

    /**
     * A sink that writes every event exactly once, in parts called {@code prefix-attemptN-writer-counter.jsonl}.
     *
     * @param attempt the number of the run's attempt: the parts of a later one come later
     */
    public static <T> Sink<T> sink(Path folder, String prefix, int attempt) {
        FileSink<T> files = FileSink.<T>forRowFormat(
                        new org.apache.flink.core.fs.Path(folder.toUri()), new JsonLines<>())
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(new OutputFileConfig(prefix + "-attempt" + attempt, SUFFIX))
                .build();
        return new RelocatableFileSink<>(files, folder);
    }

    /**
     * Joins the committed parts into one file in the order in which they were written, without what a later attempt wrote
     * again; the parts stay, so a run that is resumed can be joined again.
     *
     * @throws IOException with the path, where a file cannot be read or written; an older target then stays as it was
     */
    public static void join(Path folder, String prefix, Path target) throws IOException {
        List<Part> parts = parts(folder, prefix);
        int last = parts.stream().mapToInt(Part::attempt).max().orElse(0);
        SupersededEvents repeated = repeated(parts);
        AtomicFile.replace(target, beside -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
                for (Part part : parts) {
                    if (part.attempt() == last) {
                        Files.copy(part.path(), out);
                    } else {
                        copy(part, repeated, out);
                    }
                }
            }
        });
    }

    private static SupersededEvents repeated(List<Part> parts) throws IOException {
        var repeated = new SupersededEvents();
        for (Part part : parts) {
            if (part.attempt() > parts.get(0).attempt()) {
                try (Stream<String> lines = Files.lines(part.path())) {
                    lines.forEach(line -> repeated.see(part.attempt(), line));
                }
            }
        }
        return repeated;
    }

    private static void copy(Part part, SupersededEvents repeated, OutputStream out) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(part.path())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!repeated.isRepeated(part.attempt(), line)) {
                    out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    /**
     * The number of lines in the committed parts; 0 where nothing was ever written.
     *
     * @throws IOException with the path, where a file cannot be read
     */
    public static long count(Path folder, String prefix) throws IOException {
        long lines = 0;
        for (Part part : parts(folder, prefix)) {
            try (Stream<String> all = Files.lines(part.path())) {
                lines += all.count();
            }
        }
        return lines;
    }

    /**
     * Flink gives a writer a new random name and a counter from 0 after each restart and each checkpoint without
     * events. So counters order a writer's parts, and the attempt and the time of its first event order the writers. (The
     * time of a file would not do: copying a run changes it.)
     */
    private static List<Part> parts(Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of(); // nothing was ever written
        }
        Pattern name =
                Pattern.compile(Pattern.quote(prefix) + "-(?:attempt(\\d+)-)?(.+)-(\\d+)" + Pattern.quote(SUFFIX));
        Map<String, List<Part>> byWriter;
        try (Stream<Path> files = Files.list(folder)) {
            byWriter = files.map(path -> name.matcher(path.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(found -> new Part(
                            folder.resolve(found.group()),
                            found.group(1) == null ? 0 : Integer.parseInt(found.group(1)),
                            found.group(2),
                            Long.parseLong(found.group(3))))
                    .sorted(Comparator.comparingLong(Part::counter))
                    .collect(Collectors.groupingBy(Part::writer));
        }
        var writers = new TreeMap<Start, List<Part>>(Comparator.comparingInt(Start::attempt)
                .thenComparing(Start::time)
                .thenComparing(Start::writer));
        for (Map.Entry<String, List<Part>> writer : byWriter.entrySet()) {
            Part first = writer.getValue().get(0);
            writers.put(new Start(first.attempt(), firstTime(first.path()), writer.getKey()), writer.getValue());
        }
        return writers.values().stream().flatMap(List::stream).toList();
    }

    private static Instant firstTime(Path part) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(part)) {
            String line = lines.readLine();
            JsonNode time =
                    line == null ? null : JsonLines.MAPPER.readTree(line).get("time");
            // A dead letter has none, and their order does not matter.
            return time == null ? Instant.EPOCH : Instant.parse(time.asText());
        } catch (JsonProcessingException | DateTimeParseException e) {
            return Instant.EPOCH; // whoever reads the events finds what is wrong, with the line
        }
    }

    private record Part(Path path, int attempt, String writer, long counter) {}

    private record Start(int attempt, Instant time, String writer) {}
}
