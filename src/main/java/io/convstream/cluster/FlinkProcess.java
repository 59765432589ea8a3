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
import org.apache.flink.configuration.ConfigConstants;

/**
 * A process of the cluster, which outlives the one that started it. The file {@code NAME.pid} contains its process id
 * and its start time, which distinguishes it from a later process with the same id.
 */
record FlinkProcess(Path folder, String name) {

    static final String SUFFIX = ".pid";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final long POLL_MILLIS = 50;
    /** Linux gives the start of a process relative to a time of boot in whole seconds, which moves when the clock is corrected. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(10);

    private Path file() {
        return folder.resolve(name + SUFFIX);
    }

    Path log() {
        return folder.resolve("log").resolve(name + ".log");
    }

    /** Standard output and standard error. */
    private Path output() {
        return folder.resolve("log").resolve(name + ".out");
    }

    /** @param plugins the folder of Flink's plugins */
    void start(List<String> command, Path plugins) throws IOException {
        Files.createDirectories(folder.resolve("log"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        // Each job creates threads, and glibc gives each its own arena, which keeps freed memory.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        builder.environment().putIfAbsent(ConfigConstants.ENV_FLINK_PLUGINS_DIR, plugins.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        Files.writeString(file(), process.pid() + " " + startedAt(process.toHandle()));
    }

    Optional<ProcessHandle> running() throws IOException {
        try (Scanner numbers = new Scanner(file(), StandardCharsets.UTF_8)) {
            if (!numbers.hasNextLong()) {
                return Optional.empty(); // the writer was killed
            }
            long pid = numbers.nextLong();
            long startedAt = numbers.hasNextLong() ? numbers.nextLong() : 0;
            return ProcessHandle.of(pid)
                    .filter(FlinkProcess::isRunning)
                    .filter(process -> Math.abs(startedAt(process) - startedAt) <= START_TOLERANCE.toMillis());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Excludes zombies: until its parent waits for it, a dead process is in the process table, without a command. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static long startedAt(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Terminates the process; kills it after a time-out. */
    void stop() throws IOException, InterruptedException {
        running().ifPresent(ProcessHandle::destroy);
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (running().isPresent() && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
        }
        running().ifPresent(ProcessHandle::destroyForcibly);
        Files.deleteIfExists(file());
    }

    /** Returns the last cause in the log or the output, or else the last line of the output. */
    String lastError() throws IOException {
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
