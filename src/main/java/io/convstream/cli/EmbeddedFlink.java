package io.convstream.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A whole Flink in this process: JobManager, one TaskManager, the dashboard. It runs one job. */
final class EmbeddedFlink implements AutoCloseable {

    private final MiniCluster cluster;

    /** Starts it; the dashboard is at {@link #dashboard()}. */
    EmbeddedFlink(Configuration configuration, int slots) throws Exception {
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        cluster.start();
    }

    URI dashboard() throws Exception {
        return cluster.getRestAddress().get();
    }

    JobID submit(StreamGraph graph) throws Exception {
        return cluster.submitJob(graph.getJobGraph()).get().getJobID();
    }

    JobStatus status(JobID job) throws Exception {
        return cluster.getJobStatus(job).get();
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
        return cluster.stopWithSavepoint(job, savepoints.toUri().toString(), drain, SavepointFormatType.CANONICAL)
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
