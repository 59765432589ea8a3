package io.convstream.publish;

import io.convstream.prepare.DeadLetter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** JSON lines in files, exactly once: each checkpoint that completes adds one part, nothing else is ever visible. */
public final class EventFiles {

    private static final String SUFFIX = ".jsonl";

    private EventFiles() {}

    /** To be run by one subtask, so that parts follow each other. */
    public static FileSink<Event> events(Path folder) {
        return sink(folder, JsonLines.events());
    }

    /** To be run by one subtask, like {@link #events}. */
    public static FileSink<DeadLetter> deadLetters(Path folder) {
        return sink(folder, JsonLines.deadLetters());
    }

    private static <T> FileSink<T> sink(Path folder, Encoder<T> encoder) {
        return FileSink.forRowFormat(new org.apache.flink.core.fs.Path(folder.toUri()), encoder)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(OutputFileConfig.builder()
                        .withPartPrefix("part")
                        .withPartSuffix(SUFFIX)
                        .build())
                .build();
    }

    /**
     * Joins the parts of a folder into one file that is there whole or not at all. Flink names the parts by chance after
     * each restore, so their order is that of their first events.
     */
    public static void join(Path folder, Path target) throws IOException {
        Path beside = target.resolveSibling(target.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(beside)) {
            for (Path part : parts(folder)) {
                Files.copy(part, out);
            }
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> parts(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        SortedMap<Instant, Path> byTime = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .toList()) {
                byTime.put(JsonLines.firstTime(file), file);
            }
        }
        return List.copyOf(byTime.values());
    }
}
