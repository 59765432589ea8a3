package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster of real processes, one JobManager and one TaskManager, as {@code convstream cluster start} makes it. */
final class RealCluster {

    private final Path folder;
    private final int port;

    private RealCluster(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts it and waits until it answers; what it leaves is in {@code folder/cluster}. */
    static RealCluster start(Path folder) throws Exception {
        int port;
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
        var cluster = new RealCluster(folder, port);
        assertThat(cluster.cluster("start", "--port=" + port))
                .contains("Flink dashboard: http://" + cluster.jobManager());
        return cluster;
    }

    void startWhatIsMissing() throws Exception {
        cluster("start");
    }

    String jobManager() {
        return "localhost:" + port;
    }

    private String cluster(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("cluster"));
        all.addAll(List.of(arguments));
        all.add("--dir=" + folder.resolve("cluster"));
        return convstream(all.toArray(String[]::new));
    }

    /** Runs a command to its end and returns what it printed. */
    String convstream(String... arguments) throws Exception {
        Path log = Files.createTempFile(folder, arguments[0], ".log");
        RunProcess process = RunProcess.startFromJar(log, List.of(arguments));
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output();
    }

    /** Ends all its processes. */
    void stop() throws Exception {
        assertThat(cluster("stop")).contains("Stopped 2 processes");
    }
}
