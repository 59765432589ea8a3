package io.convstream.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a cluster on this machine, as its folder tells them. */
record FlinkProcesses(Path folder) {

    private static final String ZOOKEEPER = "zookeeper";
    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER = "taskmanager-";

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
        if (!Files.isDirectory(folder)) {
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
