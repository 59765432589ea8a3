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

    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER = "taskmanager-";

    FlinkProcess jobManager() {
        return new FlinkProcess(folder, JOB_MANAGER);
    }

    /** @param number from 1 */
    FlinkProcess taskManager(int number) {
        return new FlinkProcess(folder, TASK_MANAGER + number);
    }

    /** Those that were started and not stopped, dead ones too: the JobManager is the last. */
    List<FlinkProcess> started() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(FlinkProcess.SUFFIX))
                    .sorted(Comparator.reverseOrder())
                    .map(file -> file.substring(0, file.length() - FlinkProcess.SUFFIX.length()))
                    .map(name -> new FlinkProcess(folder, name))
                    .toList();
        }
    }

    List<FlinkProcess> runningTaskManagers() throws IOException {
        List<FlinkProcess> running = new ArrayList<>();
        for (FlinkProcess process : started()) {
            if (process.name().startsWith(TASK_MANAGER) && process.running().isPresent()) {
                running.add(process);
            }
        }
        return running;
    }
}
