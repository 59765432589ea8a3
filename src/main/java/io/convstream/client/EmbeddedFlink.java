package io.convstream.client;

import io.convstream.cluster.EmbeddedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Flink in this process, for one job: JobManager, one TaskManager, dashboard. */
final class EmbeddedFlink implements AutoCloseable {

    /** Network buffers: few in-flight images, so that checkpoint barriers pass quickly. */
    private static final String NETWORK_MEMORY = "48m";

    /** Time without a TaskManager or an answer after which Flink is considered dead. */
    private static final Duration DEATH_TIMEOUT = Duration.ofSeconds(30);

    private final EmbeddedCluster cluster;
    private long lastAlive;

    /**
     * Starts it; the dashboard is at {@link #dashboard()}.
     *
     * @param address the dashboard's listen address
     * @param port the dashboard's port; if it is in use, one of the next hundred
     */
    EmbeddedFlink(Configuration job, int slots, InetAddress address, int port) throws Exception {
        Configuration configuration = new Configuration(job);
        if (!configuration.contains(RestartStrategyOptions.RESTART_STRATEGY)) {
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        }
        // Accumulators are sent with heartbeats.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.parse(NETWORK_MEMORY));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.parse(NETWORK_MEMORY));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse("64m"));
        cluster = new EmbeddedCluster(configuration, slots, address, port);
        cluster.start();
        lastAlive = System.nanoTime();
    }

    URI dashboard() throws Exception {
        URI address = cluster.getRestAddress().get();
        return InetAddress.getByName(address.getHost()).isLoopbackAddress()
                ? URI.create("http://localhost:" + address.getPort())
                : address;
    }

    EmbeddedJob submit(StreamGraph graph) throws IOException, InterruptedException {
        return new EmbeddedJob(
                this, cluster, await(cluster.submitJob(graph.getJobGraph())).getJobID());
    }

    /**
     * Waits for a result.
     *
     * @throws IOException if it failed, or if this Flink has died
     */
    <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        while (true) {
            try {
                return future.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                requireAlive();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    /**
     * Fails if the TaskManager or the JobManager is gone: after a fatal error Flink would wait for a new TaskManager
     * forever.
     */
    void requireAlive() throws IOException, InterruptedException {
        if (hasTaskManager()) {
            lastAlive = System.nanoTime();
        } else if (System.nanoTime() - lastAlive > DEATH_TIMEOUT.toNanos()) {
            throw new IOException(
                    "the embedded Flink has died: convstream.log in the run folder says why. Memory is the usual "
                            + "reason: CONVSTREAM_JVM_OPTS=-Xmx2g gives it more");
        }
    }

    private boolean hasTaskManager() throws InterruptedException {
        try {
            return cluster.isRunning()
                    && cluster.requestClusterOverview()
                                    .get(DEATH_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                                    .getNumTaskManagersConnected()
                            > 0;
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            return false; // the JobManager has ended too
        }
    }

    /** Stops waiting after a time-out: a task that hangs must not keep the process alive. */
    @Override
    public void close() {
        cluster.closeAsync()
                .exceptionally(failure -> null)
                .completeOnTimeout(null, DEATH_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
