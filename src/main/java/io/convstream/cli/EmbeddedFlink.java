package io.convstream.cli;

import io.convstream.cluster.EmbeddedCluster;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A whole Flink in this process: JobManager, one TaskManager, the dashboard. It runs one job. */
final class EmbeddedFlink implements AutoCloseable {

    /** Network buffers: pictures are small, and few may be on their way, so that a checkpoint's barrier is quick. */
    private static final String NETWORK_MEMORY = "48m";

    private final EmbeddedCluster cluster;

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

    JobStatus status(JobID job) throws Exception {
        return cluster.getJobStatus(job).get();
    }

    /** What the job failed with last. */
    Throwable failure(JobID job) throws Exception {
        ErrorInfo failure = cluster.getExecutionGraph(job).get().getFailureInfo();
        return failure == null ? new IllegalStateException("one of its tasks failed") : failure.getException();
    }

    /** What the job's operators have counted so far, as of the last heartbeat. */
    Map<String, Object> accumulators(JobID job) throws Exception {
        Map<String, Object> values = new HashMap<>();
        for (var entry :
                cluster.getExecutionGraph(job).get().getAccumulatorsSerialized().entrySet()) {
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
     */
    String stop(JobID job, Path savepoints, boolean drain) throws ExecutionException, InterruptedException {
        return cluster.stopWithSavepoint(job, RunFolder.forFlink(savepoints), drain, SavepointFormatType.CANONICAL)
                .get();
    }

    /** Waits for the job's end. */
    JobResult await(JobID job) throws ExecutionException, InterruptedException {
        return cluster.requestJobResult(job).get();
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
    }
}
