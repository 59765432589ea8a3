package io.convstream.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;

/**
 * A process of the cluster, which outlives ours: the file {@code NAME.pid} says which it is, and when it started, so that
 * another process that was given its number later is not taken for it.
 */
record FlinkProcess(Path folder, String name) {

    static final String SUFFIX = ".pid";

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long POLL_MILLIS = 50;

    private Path file() {
        return folder.resolve(name + SUFFIX);
    }

    Path log() {
        return folder.resolve("log").resolve(name + ".log");
    }

    /** What it prints; its log says more. */
    private Path output() {
        return folder.resolve("log").resolve(name + ".out");
    }

    void start(List<String> command) throws IOException {
        Files.createDirectories(folder.resolve("log"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        // Each job brings new threads, and glibc gives each its own arena, which keeps what was freed in it.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        Process process = builder.start();
        process.getOutputStream().close();
        Files.writeString(file(), process.pid() + " " + startedAt(process.toHandle()));
    }

    Optional<ProcessHandle> running() throws IOException {
        try (Scanner numbers = new Scanner(file(), StandardCharsets.UTF_8)) {
            if (!numbers.hasNextLong()) {
                return Optional.empty(); // its writer was killed
            }
            long number = numbers.nextLong();
            long startedAt = numbers.hasNextLong() ? numbers.nextLong() : 0;
            return ProcessHandle.of(number)
                    .filter(FlinkProcess::isAtWork)
                    .filter(process -> startedAt(process) == startedAt);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A dead process lives on in the system's list until its parent looks: it has no program any more. */
    private static boolean isAtWork(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static long startedAt(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Asks it to end; what has not ended by itself in a while is ended. */
    void stop() throws IOException, InterruptedException {
        running().ifPresent(ProcessHandle::destroy);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (running().isPresent() && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
        }
        running().ifPresent(ProcessHandle::destroyForcibly);
        Files.deleteIfExists(file());
    }

    /** The last that it said, to tell why it ended: a cause in its log or on its console, else the console's last line. */
    String lastWords() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path path : List.of(log(), output())) {
            lines.addAll(Files.exists(path) ? Files.readAllLines(path) : List.of());
        }
        Optional<String> cause =
                lines.stream().filter(line -> line.startsWith("Caused by: ")).reduce((earlier, later) -> later);
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        return cause.orElse(last) + " (" + log() + ", " + output() + ")";
    }
}
