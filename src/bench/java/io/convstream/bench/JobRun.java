package io.convstream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Result of a job that a process of its own runs or submits.
 *
 * @param imagesPerSecond from step 300, after JIT warm-up, to the last, by the times of the step events
 * @param peakMegabytes peak resident memory; 0 if unknown
 */
record JobRun(double imagesPerSecond, long peakMegabytes) {

    private static final int FIRST_STEP = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Runs a job with {@code convstream train}.
     *
     * @param folder parent of the run folder
     * @param options of train
     * @throws IOException if it fails, naming its log
     */
    static JobRun of(Path folder, int steps, String... options) throws IOException {
        return of("train", folder, steps, options);
    }

    /** Runs a job with {@code convstream submit}, whose options include the cluster. */
    static JobRun submitted(Path folder, int steps, String... options) throws IOException {
        return of("submit", folder, steps, options);
    }

    private static JobRun of(String name, Path folder, int steps, String... options) throws IOException {
        Path run = Files.createTempDirectory(folder, "run");
        Path log = run.resolveSibling(run.getFileName() + ".log");
        List<String> command = new ArrayList<>();
        command.add(convstream());
        command.add(name);
        command.add("--run=" + run.resolve("job"));
        command.add("--no-report");
        command.add("--steps=" + steps);
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long peak = 0;
        try {
            while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peakMegabytes(process.pid()));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + String.join(" ", command) + " ran", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: see " + log);
        }
        return new JobRun(rate(run.resolve("job/events")), peak);
    }

    /** The program. */
    static String convstream() {
        return Path.of(System.getProperty("convstream.home"), "convstream").toString();
    }

    private static double rate(Path events) throws IOException {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        long images = 0;
        for (Path part : parts(events)) { // in writing order
            for (String line : Files.readAllLines(part)) {
                JsonNode event = JSON.readTree(line);
                if (event.path("type").asText().equals("step") && event.path("step").asInt() >= FIRST_STEP) {
                    Instant time = Instant.parse(event.path("time").asText());
                    if (first.isBefore(time)) {
                        images += event.path("batchSize").asInt();
                    } else {
                        first = time;
                    }
                    last = time;
                }
            }
        }
        return images * 1e9 / Duration.between(first, last).toNanos();
    }

    private static List<Path> parts(Path events) throws IOException {
        try (Stream<Path> files = Files.list(events)) {
            return files.sorted().toList();
        }
    }

    private static long peakMegabytes(long process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
