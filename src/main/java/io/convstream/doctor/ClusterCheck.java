package io.convstream.doctor;

import io.convstream.cluster.RemoteFlink;
import io.convstream.cluster.TaskManagerMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Checks a cluster: version, jars in {@code lib}, memory and, by a small job, each TaskManager. */
public final class ClusterCheck {

    /** Off-heap memory of ND4J for a small network. */
    private static final long MIN_OFF_HEAP_MB = 256;

    private final RemoteFlink flink;
    private final Path lib;
    private final Path jar;
    private final Path run;

    /**
     * A check.
     *
     * @param lib the folder with the jars that the cluster's {@code lib} folder must contain
     * @param jar convstream's jar
     * @param run a run folder
     */
    public ClusterCheck(RemoteFlink flink, Path lib, Path jar, Path run) {
        this.flink = flink;
        this.lib = lib;
        this.jar = jar;
        this.run = run;
    }

    public List<Finding> all() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>(List.of(version(), jars(), jobJar()));
        List<TaskManagerMemory> taskManagers = flink.taskManagers();
        taskManagers.forEach(taskManager -> findings.add(memory(taskManager)));
        int slots = flink.freeSlots();
        if (slots == 0) {
            findings.add(Finding.fail(
                    "TaskManagers",
                    taskManagers.isEmpty()
                            ? "there is none: start one"
                            : "none of " + taskManagers.size()
                                    + " has a free slot for the check: stop a job, or add a TaskManager"));
        } else {
            findings.addAll(probe(slots));
        }
        return findings;
    }

    private Finding version() throws IOException, InterruptedException {
        String ours = EnvironmentInformation.getVersion();
        String theirs = flink.version();
        return theirs.equals(ours)
                ? Finding.pass("Flink", theirs + " at " + flink.hostAndPort())
                : Finding.fail("Flink", theirs + " at " + flink.hostAndPort() + ", but this convstream is for " + ours);
    }

    private Finding jars() throws IOException, InterruptedException {
        List<String> needed;
        try (Stream<Path> files = Files.list(lib)) {
            needed = files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
        List<String> there = flink.jars();
        List<String> missing =
                needed.stream().filter(name -> !there.contains(name)).toList();
        if (missing.isEmpty()) {
            return Finding.pass("lib", "all " + needed.size() + " jars of " + lib.getFileName() + " are there");
        }
        String first = missing.get(0);
        Optional<String> other = there.stream()
                .filter(name -> artifact(name).equals(artifact(first)))
                .findFirst();
        return Finding.fail(
                "lib",
                missing.size() + " of " + needed.size() + " jars are missing, as " + first
                        + other.map(name -> " (there is " + name + ")").orElse("") + ": copy all of " + lib
                        + " into the lib folder of every Flink and start it again");
    }

    /** Returns a jar's name without version. */
    private static String artifact(String jar) {
        return jar.replaceFirst("-\\d.*", "");
    }

    private Finding jobJar() throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Optional<String> library = opened.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("org/nd4j/linalg/") || name.startsWith("org/bytedeco/"))
                    .findFirst();
            return library.isEmpty()
                    ? Finding.pass("job jar", jar.getFileName() + " contains only classes of convstream")
                    : Finding.fail(
                            "job jar",
                            jar + " holds " + library.get()
                                    + ", but natives can be loaded by one class loader only: put them into lib only");
        }
    }

    private static Finding memory(TaskManagerMemory size) {
        String what = "memory of " + size.name();
        long process = size.process() >> 20;
        long offHeap = size.taskOffHeap() >> 20;
        if (size.process() > size.machine()) {
            return Finding.fail(
                    what,
                    "its limit is " + process + " MB, but its machine has " + (size.machine() >> 20)
                            + ": lower taskmanager.memory.process.size");
        }
        return offHeap >= MIN_OFF_HEAP_MB
                ? Finding.pass(what, process + " MB, of them " + offHeap + " for ND4J")
                : Finding.fail(
                        what,
                        "it has " + offHeap
                                + " MB for ND4J: raise taskmanager.memory.task.off-heap.size (see docs/operations.md)");
    }

    /** Runs a task in each free slot, so that each TaskManager with a free slot runs one. */
    private Set<Finding> probe(int slots) throws IOException, InterruptedException {
        boolean folderCreated = !Files.exists(run);
        Path marker = Files.createTempFile(Files.createDirectories(run), "doctor", ".tmp");
        try {
            var once = new Configuration();
            once.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(once);
            env.fromSequence(1, slots)
                    .name("numbers")
                    .uid("numbers")
                    .setParallelism(slots)
                    .map(new TaskManagerProbe(run, marker, slots))
                    .name("look")
                    .uid("look")
                    .setParallelism(slots)
                    .sinkTo(new DiscardingSink<>())
                    .name("end")
                    .uid("end")
                    .setParallelism(slots);
            StreamGraph graph = env.getStreamGraph();
            graph.setJobName("convstream-doctor");
            JobID job = flink.submit(graph, jar);
            Set<Finding> findings = new LinkedHashSet<>();
            if (flink.result(job).getSerializedThrowable().isPresent()) {
                findings.add(Finding.fail(
                        "TaskManagers", "the job that checks them failed: see Exceptions in " + flink.jobPage(job)));
            } else if (flink.accumulators(job).get(TaskManagerProbe.FINDINGS) instanceof List<?> list) {
                list.forEach(finding -> findings.add((Finding) finding));
            }
            return findings;
        } finally {
            Files.delete(marker);
            if (folderCreated) {
                Files.delete(run);
            }
        }
    }
}
