package io.convstream.client;

import io.convstream.cluster.EmbeddedCluster;
import io.convstream.cluster.SavepointFormat;
import io.convstream.run.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A whole Flink in this process: JobManager, one TaskManager, the dashboard. It runs one job. */
final class EmbeddedFlink implements AutoCloseable {

    /** Network buffers: images are small, and few may be on their way, so that a checkpoint's barrier is quick. */
    private static final String NETWORK_MEMORY = "48m";

    /** How long there may be no TaskManager, or no answer, before Flink is taken for dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedCluster cluster;
    private long lastAlive;

    /**
     * Starts it; the dashboard is at {@link #dashboard()}.
     *
     * @param address where the dashboard listens
     * @param port the dashboard's, or one of the hundred above it
     */
    EmbeddedFlink(Configuration job, int slots, InetAddress address, int port) throws Exception {
        Configuration configuration = new Configuration(job);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        // What operators count reaches whoever watches the job with the heartbeat.
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

    JobID submit(StreamGraph graph) throws Exception {
        return cluster.submitJob(graph.getJobGraph()).get().getJobID();
    }

    /** @throws IOException if Flink has died */
    JobStatus status(JobID job) throws Exception {
        checkAlive();
        return answer(cluster.getJobStatus(job));
    }

    /** What the job failed with last. */
    Throwable failure(JobID job) throws Exception {
        ErrorInfo failure = answer(cluster.getExecutionGraph(job)).getFailureInfo();
        return failure == null ? new IllegalStateException("one of its tasks failed") : failure.getException();
    }

    /** What the job's operators have counted so far, as of the last heartbeat. */
    Map<String, Object> accumulators(JobID job) throws Exception {
        Map<String, Object> values = new HashMap<>();
        for (var entry : answer(cluster.getExecutionGraph(job))
                .getAccumulatorsSerialized()
                .entrySet()) {
            values.put(
                    entry.getKey(),
                    entry.getValue()
                            .deserializeValue(EmbeddedFlink.class.getClassLoader())
                            .getUnchecked());
        }
        return values;
    }

    /**
     * Stops the job with a savepoint.
     *
     * @param drain true: the job ends as if its input had ended, last evaluation included; false: it can be resumed
     *     and goes on as if it had never stopped
     * @return where the savepoint lies
     * @throws ExecutionException if there is none
     * @throws IOException if Flink has died
     */
    String stop(JobID job, Path savepoints, boolean drain)
            throws ExecutionException, InterruptedException, IOException {
        String backend =
                answer(cluster.getExecutionGraph(job)).getStateBackendName().orElse("");
        return answer(
                cluster.stopWithSavepoint(job, RunFolder.forFlink(savepoints), drain, SavepointFormat.of(backend)));
    }

    /**
     * Waits for the job's end.
     *
     * @throws IOException if Flink has died
     */
    JobResult await(JobID job) throws ExecutionException, InterruptedException, IOException {
        return answer(cluster.requestJobResult(job));
    }

    private <T> T answer(CompletableFuture<T> future) throws ExecutionException, InterruptedException, IOException {
        while (true) {
            try {
                return future.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                checkAlive();
            }
        }
    }

    /** The only TaskManager ends after a fatal error, and Flink waits for another for ever. */
    private void checkAlive() throws IOException, InterruptedException {
        if (hasTaskManager()) {
            lastAlive = System.nanoTime();
        } else if (System.nanoTime() - lastAlive > PATIENCE.toNanos()) {
            throw new IOException(
                    "the embedded Flink has died: convstream.log in the run folder says why. Memory is the usual "
                            + "reason: CONVSTREAM_JVM_OPTS=-Xmx2g gives it more");
        }
    }

    private boolean hasTaskManager() throws InterruptedException {
        try {
            return cluster.isRunning()
                    && cluster.requestClusterOverview()
                                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                    .getNumTaskManagersConnected()
                            > 0;
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            return false; // the JobManager has ended too
        }
    }

    /** A task that hangs must not keep the process. */
    @Override
    public void close() {
        cluster.closeAsync()
                .exceptionally(failure -> null)
                .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
