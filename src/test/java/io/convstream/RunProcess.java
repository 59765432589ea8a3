package io.convstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.event.EventFiles;
import io.convstream.event.JsonLines;
import io.convstream.storage.StoragePath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code convstream} in a process of its own, from the jar and the libraries beside it, as the launcher starts it. */
final class RunProcess {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME = Path.of("").toAbsolutePath();
    private static final String LIBRARIES = HOME.resolve("target/lib/*").toString();

    private static final String MANIFEST = "models/tiny/manifest.json";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path log;

    private RunProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static RunProcess start(Path log, List<String> arguments) throws IOException {
        return start(log, arguments, Map.of());
    }

    /** @param environment variables of the process, in addition to those of this one */
    static RunProcess start(Path log, List<String> arguments, Map<String, String> environment) throws IOException {
        return start(
                List.of(),
                log,
                LIBRARIES + File.pathSeparator + jar(),
                "io.convstream.cli.Convstream",
                arguments,
                environment);
    }

    /** Whether {@link #startOnNamelessMachine} works here. */
    static boolean mayRename() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "--uts", "hostname", "x")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** As on a machine whose own name cannot be resolved. */
    static RunProcess startOnNamelessMachine(Path log, List<String> arguments) throws IOException {
        return start(
                List.of("unshare", "--uts", "sh", "-c", "hostname nameless.invalid && exec \"$@\"", "sh"),
                log,
                LIBRARIES + File.pathSeparator + jar(),
                "io.convstream.cli.Convstream",
                arguments,
                Map.of());
    }

    /** Flink's own command line. */
    static RunProcess startFlink(Path log, List<String> arguments) throws IOException {
        return start(log, LIBRARIES, "org.apache.flink.client.cli.CliFrontend", arguments);
    }

    static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("target"))) {
            return files.filter(
                            file -> file.getFileName().toString().matches("convstream-.*(?<!-sources|-javadoc)\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static RunProcess start(Path log, String classPath, String main, List<String> arguments)
            throws IOException {
        return start(List.of(), log, classPath, main, arguments, Map.of());
    }

    private static RunProcess start(
            List<String> starter,
            Path log,
            String classPath,
            String main,
            List<String> arguments,
            Map<String, String> environment)
            throws IOException {
        // What a killed process leaves behind goes with the test's folder.
        Path temporary = Files.createDirectories(log.resolveSibling("tmp"));
        List<String> command = new ArrayList<>(starter);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("@" + HOME.resolve("flink-conf/jvm.flags"));
        command.add("-XX:SharedArchiveFile=" + HOME.resolve("target/classes.jsa"));
        command.addAll(List.of("-Xmx700m", "-Dconvstream.home=" + HOME, "-cp", classPath, main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FLINK_CONF_DIR", HOME.resolve("flink-conf").toString());
        // Short runs, also of what they start, are over before Java's second compiler has earned what it costs.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        return new RunProcess(
                builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    /** Waits for its end and returns its exit code. */
    int await() throws InterruptedException, IOException {
        return await(PATIENCE);
    }

    int await(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running after " + patience + ":\n" + output());
        }
        return process.exitValue();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        end(process.destroyForcibly());
    }

    /** {@code kill -INT}, as Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        end(new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start());
    }

    private static void end(Process soon) throws InterruptedException {
        if (!soon.waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("process " + soon.pid() + " does not end");
        }
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /** Waits until a number of checkpoints have completed in a run folder. */
    void awaitCheckpoint(Path run, long newerThan) throws IOException, InterruptedException {
        await("a checkpoint newer than " + newerThan, () -> newestCheckpoint(run) > newerThan);
    }

    /** Waits until it has written a file. */
    void awaitFile(Path file) throws IOException, InterruptedException {
        await(file.toString(), () -> Files.exists(file));
    }

    /** Waits until the newest stored model of a run has a step. */
    void awaitModel(Path run, long step) throws IOException, InterruptedException {
        awaitFile(run.resolve(MANIFEST)); // the first model may be that one
        await("a model of step " + step, () -> newestModel(run).get("step").asLong() == step);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(String what, Condition condition) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended before there was " + what + ":\n" + output());
            }
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException("there is not yet " + what + ":\n" + output());
            }
            Thread.sleep(20);
        }
    }

    /** The highest id of a completed checkpoint in a run folder; 0 if there is none. */
    static long newestCheckpoint(Path run) throws IOException {
        if (!Files.isDirectory(run.resolve("checkpoints"))) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(run.resolve("checkpoints"))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith("_metadata"))
                    .mapToLong(file -> Long.parseLong(file.replaceAll(".*chk-(\\d+).*", "$1")))
                    .max()
                    .orElse(0);
        } catch (UncheckedIOException e) {
            return 0; // a checkpoint was removed under our eyes
        }
    }

    /** The SHA-256 of the parameters of a run's newest model. */
    static String parameters(Path run) throws IOException {
        return newestModel(run).get("parametersSha256").asText();
    }

    private static JsonNode newestModel(Path run) throws IOException {
        return JSON.readTree(run.resolve(MANIFEST).toFile()).at("/newest/model");
    }

    /** The events of one type, without those that a later attempt has superseded. */
    static List<JsonNode> events(Path run, String type) throws IOException {
        List<String> lines = new ArrayList<>();
        EventFiles.read(StoragePath.of(run.resolve("events")), event -> lines.add(JsonLines.line(event)));
        List<JsonNode> events = new ArrayList<>();
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            if (event.get("type").asText().equals(type)) {
                events.add(event);
            }
        }
        return events;
    }
}
