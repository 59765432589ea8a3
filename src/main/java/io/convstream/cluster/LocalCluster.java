package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Flink cluster on this machine: a JobManager and TaskManagers in processes of their own. One folder contains their
 * process ids, ports and logs.
 */
public final class LocalCluster {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 200;

    private final Path folder;
    private final Installation installation;
    private final FlinkProcesses processes;

    /**
     * A cluster, running or not.
     *
     * @param folder the folder for its files; need not exist
     */
    public LocalCluster(Path folder, Installation installation) {
        this.folder = folder.toAbsolutePath().normalize();
        this.installation = installation;
        processes = new FlinkProcesses(this.folder);
    }

    /**
     * Starts the processes that are not running. In a running cluster, restarts dead processes and adds TaskManagers.
     *
     * @param port the dashboard's port, for a cluster that is not running
     * @param highlyAvailable whether to start a ZooKeeper, so that a restarted JobManager recovers its jobs; a cluster
     *     that runs without cannot change
     * @return the dashboard's address
     * @throws IOException if it cannot be started, or all processes are running
     */
    public URI start(int taskManagers, int port, boolean highlyAvailable) throws IOException, InterruptedException {
        Ports ports = processes.running().isEmpty() ? Ports.choose(port, highlyAvailable) : Ports.read(folder);
        if (highlyAvailable && !ports.highlyAvailable()) {
            throw new IOException(
                    "the cluster at " + ports.address() + " runs without high availability: stop it first");
        }
        processes.claim();
        Map<FlinkProcess, List<String>> missing = missing(taskManagers, ports);
        if (missing.isEmpty()) {
            throw new IOException("the cluster is running already, at " + ports.address() + " with "
                    + processes.runningTaskManagers().size()
                    + " TaskManagers: stop it first, or add some with --task-managers");
        }
        Files.createDirectories(temporary());
        ports.write(folder);
        for (Map.Entry<FlinkProcess, List<String>> process : missing.entrySet()) {
            process.getKey().start(process.getValue(), installation.plugins());
        }
        await(missing.keySet(), new FlinkRest(ports.address()));
        return ports.address();
    }

    /** Returns the processes that are not running, with their commands, in start order. */
    private Map<FlinkProcess, List<String>> missing(int taskManagers, Ports ports) throws IOException {
        HighAvailability availability =
                ports.highlyAvailable() ? new HighAvailability(highAvailability(), ports.zooKeeper()) : null;
        var commands = new ProcessCommands(installation, folder, ports, availability);
        Map<FlinkProcess, List<String>> missing = new LinkedHashMap<>();
        if (availability != null) {
            FlinkProcess zooKeeper = processes.zooKeeper();
            missing.put(zooKeeper, commands.zooKeeper(zooKeeper, availability.writeConfiguration()));
        }
        missing.put(processes.jobManager(), commands.jobManager(processes.jobManager()));
        for (int number = 1; number <= taskManagers; number++) {
            FlinkProcess taskManager = processes.taskManager(number);
            missing.put(taskManager, commands.taskManager(taskManager));
        }
        missing.keySet().removeAll(processes.running());
        return missing;
    }

    private void await(Collection<FlinkProcess> expected, FlinkRest rest) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isComplete(rest)) {
            for (FlinkProcess process : expected) {
                if (process.running().isEmpty()) {
                    String error = process.lastError();
                    stop(expected);
                    throw new IOException(process.name() + " ended during startup: " + error);
                }
            }
            if (System.nanoTime() > end) {
                stop(expected);
                throw new IOException("the cluster was not complete after " + START_TIMEOUT.toSeconds()
                        + " s: its processes were stopped, their logs are in " + folder.resolve("log"));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean isComplete(FlinkRest rest) throws IOException, InterruptedException {
        Optional<JsonNode> overview = rest.find("/overview");
        return overview.isPresent()
                && overview.get().path("taskmanagers").asInt()
                        >= processes.runningTaskManagers().size();
    }

    /**
     * Stops all processes and deletes their state, but not their logs. Does nothing in a folder without a cluster.
     *
     * @return the number of processes that were running
     */
    public int stop() throws IOException, InterruptedException {
        if (!processes.isClaimed()) {
            return 0;
        }
        int running = stop(processes.started());
        for (Path state : List.of(temporary(), highAvailability())) {
            if (Files.isDirectory(state)) {
                try (Stream<Path> files = Files.walk(state)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
        return running;
    }

    private static int stop(Collection<FlinkProcess> started) throws IOException, InterruptedException {
        int running = 0;
        for (FlinkProcess process : started) {
            running += process.running().isPresent() ? 1 : 0;
            process.stop();
        }
        return running;
    }

    private Path highAvailability() {
        return folder.resolve("high-availability");
    }

    private Path temporary() {
        return folder.resolve("tmp");
    }

    /** Returns lines on its processes, slots and jobs; empty if it is not running. */
    public List<String> status() throws IOException, InterruptedException {
        if (processes.running().isEmpty()) {
            return List.of();
        }
        URI address = Ports.read(folder).address();
        List<String> lines = new ArrayList<>();
        lines.add("Flink dashboard: " + address);
        for (FlinkProcess process : processes.started()) {
            Optional<ProcessHandle> running = process.running();
            lines.add(process.name() + ": "
                    + (running.isPresent()
                            ? "process " + running.get().pid()
                            : "dead ('cluster start' starts it again), " + process.lastError()));
        }
        var rest = new FlinkRest(address);
        if (processes.jobManager().running().isPresent()) {
            JsonNode overview = rest.get("/overview");
            lines.add(overview.path("slots-available") + " free slots of " + overview.path("slots-total"));
            for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
                lines.add("job " + job.path("jid").asText() + ": "
                        + job.path("name").asText() + ", " + job.path("state").asText());
            }
        }
        return lines;
    }
}
