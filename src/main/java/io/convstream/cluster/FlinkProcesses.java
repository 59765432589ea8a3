package io.convstream.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a cluster on this machine, as its folder lists them. A marker file says that the folder is a cluster's. */
record FlinkProcesses(Path folder) {

    private static final String MARKER = "convstream-cluster";
    private static final String MEANING =
            "'convstream cluster' keeps a cluster's files in this folder and deletes them.\n";

    private static final String ZOOKEEPER = "zookeeper";
    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER = "taskmanager-";

    /** Whether all in the folder is a cluster's. */
    boolean areOurs() {
        return Files.isRegularFile(folder.resolve(MARKER));
    }

    /**
     * Makes the folder a cluster's.
     *
     * @throws IOException if it holds files and is not a cluster's yet
     */
    void claim() throws IOException {
        if (areOurs()) {
            return;
        }
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IOException(
                        folder + " holds files that are not a cluster's: give --dir a new or an empty folder");
            }
        }
        Files.writeString(folder.resolve(MARKER), MEANING);
    }

    FlinkProcess zooKeeper() {
        return new FlinkProcess(folder, ZOOKEEPER);
    }

    FlinkProcess jobManager() {
        return new FlinkProcess(folder, JOB_MANAGER);
    }

    /** @param number from 1 */
    FlinkProcess taskManager(int number) {
        return new FlinkProcess(folder, TASK_MANAGER + number);
    }

    /** Those that were started and not stopped, dead ones too; whom others need stands behind them. */
    List<FlinkProcess> started() throws IOException {
        if (!areOurs()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(FlinkProcess.SUFFIX))
                    .map(file -> file.substring(0, file.length() - FlinkProcess.SUFFIX.length()))
                    .sorted(Comparator.<String, Boolean>comparing(ZOOKEEPER::equals)
                            .thenComparing(Comparator.reverseOrder()))
                    .map(name -> new FlinkProcess(folder, name))
                    .toList();
        }
    }

    List<FlinkProcess> running() throws IOException {
        List<FlinkProcess> running = new ArrayList<>();
        for (FlinkProcess process : started()) {
            if (process.running().isPresent()) {
                running.add(process);
            }
        }
        return running;
    }

    List<FlinkProcess> runningTaskManagers() throws IOException {
        return running().stream()
                .filter(process -> process.name().startsWith(TASK_MANAGER))
                .toList();
    }
}
