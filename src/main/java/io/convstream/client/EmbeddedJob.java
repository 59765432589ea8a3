package io.convstream.client;

import io.convstream.cluster.EmbeddedCluster;
import io.convstream.cluster.SavepointFormat;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobmaster.JobResult;

/** The job of an embedded Flink. Each method throws an {@link IOException} if that Flink has died. */
final class EmbeddedJob implements JobHandle {

    private final EmbeddedFlink flink;
    private final EmbeddedCluster cluster;
    private final JobID id;

    EmbeddedJob(EmbeddedFlink flink, EmbeddedCluster cluster, JobID id) {
        this.flink = flink;
        this.cluster = cluster;
        this.id = id;
    }

    @Override
    public JobStatus status() throws IOException, InterruptedException {
        flink.requireAlive();
        return flink.await(cluster.getJobStatus(id));
    }

    /** Returns the job's most recent failure. */
    Throwable lastFailure() throws IOException, InterruptedException {
        ErrorInfo failure = flink.await(cluster.getExecutionGraph(id)).getFailureInfo();
        return failure == null ? new IllegalStateException("one of its tasks failed") : failure.getException();
    }

    @Override
    public Map<String, Object> accumulators() throws IOException, InterruptedException {
        Map<String, Object> values = new HashMap<>();
        for (var entry : flink.await(cluster.getExecutionGraph(id))
                .getAccumulatorsSerialized()
                .entrySet()) {
            try {
                values.put(
                        entry.getKey(),
                        entry.getValue()
                                .deserializeValue(EmbeddedJob.class.getClassLoader())
                                .getUnchecked());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    @Override
    public String stop(StoragePath savepoints, boolean drain) throws IOException, InterruptedException {
        return flink.await(cluster.stopWithSavepoint(id, savepoints.uri(), drain, savepointFormat()));
    }

    @Override
    public String savepoint(StoragePath savepoints) throws IOException, InterruptedException {
        return flink.await(cluster.triggerSavepoint(id, savepoints.uri(), false, savepointFormat()));
    }

    private SavepointFormatType savepointFormat() throws IOException, InterruptedException {
        return SavepointFormat.of(
                flink.await(cluster.getExecutionGraph(id)).getStateBackendName().orElse(""));
    }

    @Override
    public void checkpoint() throws IOException, InterruptedException {
        flink.await(cluster.triggerCheckpoint(id, CheckpointType.CONFIGURED));
    }

    @Override
    public JobResult result() throws IOException, InterruptedException {
        return flink.await(cluster.requestJobResult(id));
    }
}
