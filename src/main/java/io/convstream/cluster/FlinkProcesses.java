package io.convstream.cluster;

import io.convstream.storage.OwnerOnlyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a cluster on this machine, listed in its folder. A marker file identifies such a folder. */
record FlinkProcesses(Path folder) {

    private static final String MARKER = "convstream-cluster";
    private static final String MARKER_TEXT = "'convstream cluster' writes and deletes files in this folder.\n";

    private static final String ZOOKEEPER = "zookeeper";
    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER = "taskmanager-";

    /** Returns whether the folder is a cluster's. */
    boolean isClaimed() {
        return Files.isRegularFile(folder.resolve(MARKER));
    }

    /**
     * Marks the folder as a cluster's.
     *
     * @throws IOException if it contains files and is not a cluster's
     */
    void claim() throws IOException {
        if (isClaimed()) {
            return;
        }
        OwnerOnlyFolder.create(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IOException(
                        folder + " holds files that are not a cluster's: give --dir a new or an empty folder");
            }
        }
        Files.writeString(folder.resolve(MARKER), MARKER_TEXT);
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

    /** Returns the processes that were started and not stopped, including dead ones. Dependencies come last. */
    List<FlinkProcess> started() throws IOException {
        if (!isClaimed()) {
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
