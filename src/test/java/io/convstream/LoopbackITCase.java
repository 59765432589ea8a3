package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which sockets the processes open to the network, and what they accept there. */
@EnabledOnOs(OS.LINUX)
class LoopbackITCase {

    private static final int NOT_FOUND = 404;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void trainListensOnLoopbackAloneAndAcceptsNoJob() throws Exception {
        RunProcess train = train("quiet");
        try {
            URI dashboard = dashboard(train);
            String job = runningJob(dashboard);
            assertThat(ListeningSockets.of(train.handle()))
                    .isNotEmpty()
                    .allMatch(socket -> socket.getAddress().isLoopbackAddress());

            JsonNode checkpoints;
            do {
                Thread.sleep(200);
                checkpoints = get(dashboard, "/jobs/" + job + "/checkpoints").path("counts");
            } while (checkpoints.path("completed").asInt() == 0 && train.isAlive());
            assertThat(checkpoints.path("failed").asInt())
                    .describedAs("checkpoints while tasks start")
                    .isZero();

            JsonNode shown = get(dashboard, "/config");
            assertThat(shown.at("/features/web-submit").asBoolean()).isFalse();
            assertThat(shown.at("/features/web-cancel").asBoolean()).isFalse();
            assertThat(List.of(
                            answer(dashboard, "POST", "/jars/upload"),
                            answer(dashboard, "POST", "/jobs"),
                            answer(dashboard, "PATCH", "/jobs/" + job + "?mode=cancel"),
                            answer(dashboard, "GET", "/jobs/" + job + "/yarn-cancel"),
                            answer(dashboard, "DELETE", "/cluster")))
                    .containsOnly(NOT_FOUND);

            RunProcess stop = RunProcess.start(
                    folder.resolve("stop.log"), List.of("stop", job, "--jobmanager=localhost:" + dashboard.getPort()));
            assertThat(stop.await()).describedAs(stop.output()).isZero();
            assertThat(train.await()).describedAs(train.output()).isZero();
        } finally {
            train.kill();
        }
    }

    @Test
    void aDashboardOnAnotherAddressIsReadOnlyWithAWarning() throws Exception {
        RunProcess train = train("loud", "--dashboard-address=0.0.0.0");
        try {
            URI dashboard = dashboard(train);
            String job = runningJob(dashboard);
            assertThat(train.output())
                    .contains("Warning: everyone who can reach the dashboard on 0.0.0.0 sees this job");
            assertThat(ListeningSockets.of(train.handle()))
                    .filteredOn(socket -> !socket.getAddress().isLoopbackAddress())
                    .extracting(InetSocketAddress::getPort)
                    .containsExactly(dashboard.getPort());
            assertThat(answer(dashboard, "POST", "/jobs/" + job + "/stop")).isEqualTo(NOT_FOUND);
            assertThat(answer(dashboard, "POST", "/jobs/" + job + "/savepoints"))
                    .isEqualTo(NOT_FOUND);
            assertThat(answer(dashboard, "POST", "/jars/upload")).isEqualTo(NOT_FOUND);
        } finally {
            train.kill();
        }
    }

    @Test
    void everyProcessOfAClusterListensOnLoopbackAlone() throws Exception {
        TestCluster cluster = TestCluster.start(folder.resolve("cluster"), "--high-availability");
        try {
            List<InetSocketAddress> sockets = new ArrayList<>();
            for (String process : List.of("zookeeper", "jobmanager", "taskmanager-1")) {
                List<InetSocketAddress> own = ListeningSockets.of(cluster.process(process));
                assertThat(own).describedAs(process).isNotEmpty();
                sockets.addAll(own);
            }
            assertThat(sockets).allMatch(socket -> socket.getAddress().isLoopbackAddress());
            assertThat(sockets)
                    .filteredOn(socket -> socket.getPort() >= 9249 && socket.getPort() <= 9279)
                    .describedAs("what Prometheus reads of the JobManager and of the TaskManager")
                    .hasSize(2)
                    .allSatisfy(
                            socket -> assertThat(text(URI.create("http://localhost:" + socket.getPort() + "/metrics")))
                                    .contains("flink_"));
        } finally {
            cluster.cluster("stop");
        }
    }

    @Test
    void aMachineWhoseNameIsUnknownTrainsAndRunsACluster() throws Exception {
        assumeTrue(RunProcess.mayRename(), "only root may give a process a machine name of its own");
        RunProcess train = RunProcess.startOnNamelessMachine(
                folder.resolve("train.log"),
                List.of(
                        "train",
                        "--data=shapes",
                        "--network=tiny",
                        "--steps=20",
                        "--no-report",
                        "--port=" + freePort(),
                        "--run=" + folder.resolve("nameless")));
        assertThat(train.await()).describedAs(train.output()).isZero();

        String dir = "--dir=" + folder.resolve("cluster");
        RunProcess start = RunProcess.startOnNamelessMachine(
                folder.resolve("start.log"),
                List.of("cluster", "start", "--high-availability", "--port=" + freePort(), dir));
        try {
            assertThat(start.await()).describedAs(start.output()).isZero();
        } finally {
            RunProcess.start(folder.resolve("stop.log"), List.of("cluster", "stop", dir))
                    .await();
        }
    }

    private RunProcess train(String name, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data=shapes",
                "--network=tiny",
                "--epochs=1000",
                "--log-every=1000",
                "--checkpoint-interval=15s",
                "--no-report",
                "--port=" + freePort(),
                "--run=" + folder.resolve(name)));
        arguments.addAll(List.of(options));
        return RunProcess.start(folder.resolve(name + ".log"), arguments);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private static URI dashboard(RunProcess train) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String line = "Flink dashboard: ";
        while (!train.output().contains(line)) {
            assertThat(train.isAlive() && System.nanoTime() < end)
                    .describedAs(train.output())
                    .isTrue();
            Thread.sleep(100);
        }
        return URI.create(train.output().replaceAll("(?s).*" + line + "(\\S+).*", "$1"));
    }

    private String runningJob(URI dashboard) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode job;
        do {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(200);
            job = get(dashboard, "/jobs").at("/jobs/0");
        } while (!job.path("status").asText().equals("RUNNING"));
        return job.path("id").asText();
    }

    private JsonNode get(URI dashboard, String path) throws Exception {
        return new ObjectMapper().readTree(text(dashboard.resolve(path)));
    }

    private String text(URI address) throws Exception {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private int answer(URI dashboard, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(dashboard.resolve(path))
                .method(method, BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        return response.statusCode();
    }
}
