package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Flink cluster on this machine: a JobManager and TaskManagers, each a Java process of its own. What is known of it lies
 * in files in one folder, and so does what its processes say.
 */
public final class LocalCluster {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 200;

    private final Path folder;
    private final Installation installation;
    private final FlinkProcesses processes;

    /** @param folder need not exist yet */
    public LocalCluster(Path folder, Installation installation) {
        this.folder = folder.toAbsolutePath().normalize();
        this.installation = installation;
        processes = new FlinkProcesses(this.folder);
    }

    /**
     * Starts what is not running yet: of a running cluster, TaskManagers that died or are more than there were.
     *
     * @param port where the dashboard of a cluster that does not run yet is to listen
     * @return the dashboard's address
     * @throws IOException in a sentence, where it cannot be started or is all there already
     */
    public URI start(int taskManagers, int port) throws IOException, InterruptedException {
        boolean running = processes.jobManager().running().isPresent();
        Ports ports = running ? Ports.read(folder) : Ports.choose(port);
        List<FlinkProcess> missing = missing(taskManagers);
        if (running && missing.isEmpty()) {
            throw new IOException("the cluster is running already, at " + ports.address() + " with "
                    + processes.runningTaskManagers().size()
                    + " TaskManagers: stop it first, or ask for more --task-managers");
        }
        var commands = new ProcessCommands(installation, folder, ports);
        Files.createDirectories(temporary());
        if (!running) {
            ports.write(folder);
            processes.jobManager().start(commands.jobManager(processes.jobManager()));
        }
        for (FlinkProcess taskManager : missing) {
            taskManager.start(commands.taskManager(taskManager));
        }
        missing.add(processes.jobManager());
        await(missing, new FlinkRest(ports.address()));
        return ports.address();
    }

    private List<FlinkProcess> missing(int taskManagers) throws IOException {
        List<FlinkProcess> missing = new ArrayList<>();
        for (int number = 1; number <= taskManagers; number++) {
            FlinkProcess taskManager = processes.taskManager(number);
            if (taskManager.running().isEmpty()) {
                missing.add(taskManager);
            }
        }
        return missing;
    }

    private void await(List<FlinkProcess> expected, FlinkRest rest) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isComplete(rest)) {
            for (FlinkProcess process : expected) {
                if (process.running().isEmpty()) {
                    String words = process.lastWords();
                    stop();
                    throw new IOException(process.name() + " ended as it started: " + words);
                }
            }
            if (System.nanoTime() > end) {
                stop();
                throw new IOException("the cluster was not complete after " + PATIENCE.toSeconds()
                        + " s and was stopped; its logs are in " + folder.resolve("log"));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean isComplete(FlinkRest rest) throws IOException, InterruptedException {
        Optional<JsonNode> overview = rest.ifAnswers("/overview");
        return overview.isPresent()
                && overview.get().path("taskmanagers").asInt()
                        >= processes.runningTaskManagers().size();
    }

    /** Ends all processes; what they said stays. Returns how many there were. */
    public int stop() throws IOException, InterruptedException {
        int running = 0;
        for (FlinkProcess process : processes.started()) {
            running += process.running().isPresent() ? 1 : 0;
            process.stop();
        }
        if (Files.isDirectory(temporary())) {
            try (Stream<Path> files = Files.walk(temporary())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return running;
    }

    private Path temporary() {
        return folder.resolve("tmp");
    }

    /** Its processes, and what runs on it: lines for a person. Empty where it does not run. */
    public List<String> status() throws IOException, InterruptedException {
        if (processes.jobManager().running().isEmpty()) {
            return List.of();
        }
        URI address = Ports.read(folder).address();
        var rest = new FlinkRest(address);
        List<String> lines = new ArrayList<>();
        lines.add("Flink dashboard: " + address);
        for (FlinkProcess process : processes.started()) {
            Optional<ProcessHandle> running = process.running();
            lines.add(process.name() + ": "
                    + (running.isPresent() ? "process " + running.get().pid() : "dead, " + process.lastWords()));
        }
        JsonNode overview = rest.get("/overview");
        lines.add(overview.path("slots-available") + " free slots of " + overview.path("slots-total"));
        for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
            lines.add("job " + job.path("jid").asText() + ": "
                    + job.path("name").asText() + ", " + job.path("state").asText());
        }
        return lines;
    }
}
