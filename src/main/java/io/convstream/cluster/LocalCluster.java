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
 * A Flink cluster on this machine: a JobManager and TaskManagers, each a Java process of its own. What is known of it lies
 * in files in one folder, and so does what its processes say.
 */
public final class LocalCluster {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 200;

    private final Path folder;
    private final Installation installation;
    private final FlinkProcesses processes;

    /**
     * A cluster whose files are in a folder.
     *
     * @param folder need not exist yet
     */
    public LocalCluster(Path folder, Installation installation) {
        this.folder = folder.toAbsolutePath().normalize();
        this.installation = installation;
        processes = new FlinkProcesses(this.folder);
    }

    /**
     * Starts what is not running yet: of a running cluster, processes that died, or TaskManagers that are more than
     * there were.
     *
     * @param port where the dashboard of a cluster that does not run yet is to listen
     * @param highlyAvailable whether a ZooKeeper keeps the jobs of a JobManager that dies; what is asked of a running
     *     cluster must be so already
     * @return the dashboard's address
     * @throws IOException in a sentence, where it cannot be started or is all there already
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
                    + " TaskManagers: stop it first, or ask for more --task-managers");
        }
        Files.createDirectories(temporary());
        ports.write(folder);
        for (Map.Entry<FlinkProcess, List<String>> process : missing.entrySet()) {
            process.getKey().start(process.getValue());
        }
        await(missing.keySet(), new FlinkRest(ports.address()));
        return ports.address();
    }

    /** What is to run and does not, with its command, in the order of starting. */
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
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isComplete(rest)) {
            for (FlinkProcess process : expected) {
                if (process.running().isEmpty()) {
                    String words = process.lastWords();
                    stop(expected);
                    throw new IOException(process.name() + " ended as it started: " + words);
                }
            }
            if (System.nanoTime() > end) {
                stop(expected);
                throw new IOException("the cluster was not complete after " + PATIENCE.toSeconds()
                        + " s; what was started was stopped, its logs are in " + folder.resolve("log"));
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
     * Ends all processes and deletes what they know of their jobs; their logs stay. Does nothing in a folder that is no
     * cluster's. Returns the number of processes.
     */
    public int stop() throws IOException, InterruptedException {
        if (!processes.areOurs()) {
            return 0;
        }
        int running = stop(processes.started());
        for (Path gone : List.of(temporary(), highAvailability())) {
            if (Files.isDirectory(gone)) {
                try (Stream<Path> files = Files.walk(gone)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
        return running;
    }

    private static int stop(Collection<FlinkProcess> stopped) throws IOException, InterruptedException {
        int running = 0;
        for (FlinkProcess process : stopped) {
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

    /** Its processes, and what runs on it: lines for a person. Empty where it does not run. */
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
                            : "dead ('cluster start' starts it again), " + process.lastWords()));
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
