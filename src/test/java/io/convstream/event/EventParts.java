package io.convstream.event;

import io.convstream.storage.StoragePath;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/** A folder of events, its parts, and the lines of checkpoints. */
record EventParts(Path folder) {

    static final String RUN = "6f1c";

    /** The lines of a checkpoint, with consecutive steps. */
    static Lines lines(int attempt, long number, long from, int count) throws IOException {
        return lines(RUN, attempt, number, from, count);
    }

    static Lines lines(String run, int attempt, long number, long from, int count) throws IOException {
        try (var writer = new LineWriter<TrainStep>(StoragePath.of(Path.of("unused")), run, attempt, number)) {
            for (long step = from; step < from + count; step++) {
                writer.write(step(step, 1), new NoTime());
            }
            return writer.prepareCommit().get(0);
        }
    }

    static TrainStep step(long step, double loss) {
        return Events.step(step, Events.START.plusSeconds(step), loss);
    }

    StoragePath path() {
        return StoragePath.of(folder);
    }

    LineCommitter committer(int attempt) {
        return new LineCommitter(path(), RUN, attempt);
    }

    /** Writes a part. */
    Part write(int attempt, long first, long last, long from, int count, double loss) throws IOException {
        Path file = write(Part.name(attempt, first, last), from, count, loss);
        return new Part(StoragePath.of(file), attempt, first, last, Files.size(file));
    }

    Path write(String name, long from, int count, double loss) throws IOException {
        return Files.write(
                folder.resolve(name),
                LongStream.range(from, from + count)
                        .mapToObj(step -> JsonLines.line(step(step, loss)))
                        .toList());
    }

    void commit(LineCommitter committer, Lines... lines) throws IOException {
        committer.commit(
                Stream.of(lines).<CommitRequest<Lines>>map(Request::new).toList());
    }

    List<TrainStep> read() throws IOException {
        List<TrainStep> steps = new ArrayList<>();
        EventFiles.read(path(), event -> steps.add(Objects.requireNonNull(event.step())));
        return steps;
    }

    List<Long> steps() throws IOException {
        return read().stream().map(TrainStep::step).toList();
    }

    static List<Long> steps(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    /** The steps of all files in the order of {@code cat *}. */
    List<Long> concatenated() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (String file : files()) {
            for (String line : Files.readAllLines(folder.resolve(file))) {
                steps.add(JsonLines.MAPPER.readTree(line).path("step").asLong());
            }
        }
        return steps;
    }

    /** The names of the files that are not hidden, in order. */
    List<String> files() throws IOException {
        return all().stream().filter(name -> !name.startsWith(".")).toList();
    }

    List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    record NoTime() implements SinkWriter.Context {

        @Override
        public long currentWatermark() {
            return Long.MIN_VALUE;
        }

        @Override
        public @Nullable Long timestamp() {
            return null;
        }
    }

    private record Request(Lines getCommittable) implements CommitRequest<Lines> {

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void retryLater() {
            throw new IllegalStateException("later");
        }

        @Override
        public void updateAndRetryLater(Lines committable) {
            throw new IllegalStateException("later");
        }

        @Override
        public void signalAlreadyCommitted() {}
    }
}
