package io.convstream.publish;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** Files of JSON lines: one part for each checkpoint, in the end joined to one file. */
public final class EventFiles {

    private static final String SUFFIX = ".jsonl";

    private EventFiles() {}

    /** A sink that writes every event exactly once, in parts called {@code prefix-writer-counter.jsonl}. */
    public static <T> FileSink<T> sink(Path folder, String prefix) {
        return FileSink.<T>forRowFormat(new org.apache.flink.core.fs.Path(folder.toUri()), new JsonLines<>())
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(new OutputFileConfig(prefix, SUFFIX))
                .build();
    }

    /**
     * Joins the committed parts into one file in the order in which they were written; the parts stay, so a run that
     * is resumed can be joined again.
     *
     * @throws IOException with the path, where a file cannot be read or written; an older target then stays as it was
     */
    public static void join(Path folder, String prefix, Path target) throws IOException {
        List<Part> parts = parts(folder, prefix);
        WholeFile.replace(target, beside -> {
            try (OutputStream out = Files.newOutputStream(beside)) {
                for (Part part : parts) {
                    Files.copy(part.path(), out);
                }
            }
        });
    }

    /**
     * The number of lines in the committed parts; 0 where nothing was ever written.
     *
     * @throws IOException with the path, where a file cannot be read
     */
    public static long count(Path folder, String prefix) throws IOException {
        long lines = 0;
        for (Part part : Files.isDirectory(folder) ? parts(folder, prefix) : List.<Part>of()) {
            try (Stream<String> all = Files.lines(part.path())) {
                lines += all.count();
            }
        }
        return lines;
    }

    /**
     * Flink gives a writer a new random name and a counter from 0 after each restart and each checkpoint without
     * events. So counters order a writer's parts, and the time of its first part (a commit renames, which changes no
     * time) orders the writers.
     */
    private static List<Part> parts(Path folder, String prefix) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(prefix) + "-(.+)-(\\d+)" + Pattern.quote(SUFFIX));
        Map<String, List<Part>> byWriter;
        try (Stream<Path> files = Files.list(folder)) {
            byWriter = files.map(path -> name.matcher(path.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(found ->
                            new Part(folder.resolve(found.group()), found.group(1), Long.parseLong(found.group(2))))
                    .sorted(Comparator.comparingLong(Part::counter))
                    .collect(Collectors.groupingBy(Part::writer));
        }
        var writers =
                new TreeMap<Start, List<Part>>(Comparator.comparing(Start::time).thenComparing(Start::writer));
        for (Map.Entry<String, List<Part>> writer : byWriter.entrySet()) {
            Path first = writer.getValue().get(0).path();
            writers.put(new Start(Files.getLastModifiedTime(first), writer.getKey()), writer.getValue());
        }
        return writers.values().stream().flatMap(List::stream).toList();
    }

    private record Part(Path path, String writer, long counter) {}

    private record Start(FileTime time, String writer) {}
}
