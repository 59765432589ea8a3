package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.cluster.RemoteFlink;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** A Flink cluster of real processes, as {@code convstream cluster} starts it, and what can be done to them. */
final class TestCluster {

    private final Path folder;
    private final String jobManager;

    private final Map<String, String> environment;

    private TestCluster(Path folder, String jobManager, Map<String, String> environment) {
        this.folder = folder;
        this.jobManager = jobManager;
        this.environment = environment;
    }

    /** @param folder for what is known of it; what is run on it logs beside that */
    static TestCluster start(Path folder, String... options) throws Exception {
        return start(folder, Map.of(), options);
    }

    /** @param environment variables of its processes, in addition to those of this one */
    static TestCluster start(Path folder, Map<String, String> environment, String... options) throws Exception {
        int port;
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
        var cluster = new TestCluster(folder, "localhost:" + port, environment);
        List<String> arguments = new ArrayList<>(List.of("start", "--port=" + port));
        arguments.addAll(List.of(options));
        assertThat(cluster.cluster(arguments.toArray(String[]::new)))
                .contains("Flink dashboard: http://" + cluster.jobManager);
        return cluster;
    }

    /** The value of {@code --jobmanager}. */
    String jobManager() {
        return jobManager;
    }

    RemoteFlink connect() throws Exception {
        String[] parts = jobManager.split(":", -1);
        return new RemoteFlink(parts[0], Integer.parseInt(parts[1]));
    }

    /** {@code convstream cluster COMMAND}; returns what it printed. */
    String cluster(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("cluster"));
        all.addAll(List.of(arguments));
        all.add("--dir=" + folder);
        return convstream(all.toArray(String[]::new));
    }

    /** Runs a command to its end, in which it must succeed, and returns what it printed. */
    String convstream(String... arguments) throws Exception {
        Path log = Files.createTempFile(folder.getParent(), arguments[0], ".log");
        RunProcess process = RunProcess.start(log, List.of(arguments), environment);
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output();
    }

    /** Submits a job and follows it. */
    RunProcess submit(Path run, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("submit", "--jobmanager=" + jobManager, "--run=" + run));
        arguments.addAll(options);
        return RunProcess.start(folder.resolveSibling(run.getFileName() + ".log"), arguments);
    }

    /** The id of the job that a process follows. */
    static String job(RunProcess submit) throws IOException {
        return submit.output().replaceAll("(?s).*Job: ([0-9a-f]{32}).*", "$1");
    }

    /** One of its processes: {@code jobmanager}, {@code zookeeper}, {@code taskmanager-1}. */
    ProcessHandle process(String name) throws IOException {
        try (Scanner file = new Scanner(folder.resolve(name + ".pid"), StandardCharsets.UTF_8)) {
            return ProcessHandle.of(file.nextLong()).orElseThrow();
        }
    }

    /** {@code kill -9}. */
    void kill(String name) throws Exception {
        ProcessHandle process = process(name);
        process.destroyForcibly();
        while (process.info().command().isPresent()) { // its number may remain until its parent reaps it
            Thread.sleep(10);
        }
    }

    /** Waits until a process has written something into its log; gives up after a minute. */
    void awaitInLog(String name, String text) throws Exception {
        long began = System.nanoTime();
        while (!Files.readString(log(name)).contains(text)) {
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .describedAs("'%s' in the log of %s", text, name)
                    .isLessThan(Duration.ofMinutes(1));
            Thread.sleep(50);
        }
    }

    Path log(String name) {
        return folder.resolve("log").resolve(name + ".log");
    }
}
