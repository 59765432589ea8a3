package io.convstream.client;

import io.convstream.cluster.RemoteFlink;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;

/** A job on a cluster. */
record RemoteJob(RemoteFlink flink, JobID id) implements JobHandle {

    @Override
    public JobStatus status() throws IOException, InterruptedException {
        return flink.status(id);
    }

    @Override
    public Map<String, Object> accumulators() throws IOException, InterruptedException {
        return flink.accumulators(id);
    }

    /** Returns the metrics of each model, by model and name. */
    Map<String, Map<String, Double>> metrics() throws IOException, InterruptedException {
        return flink.metrics(id);
    }

    @Override
    public String stop(StoragePath savepoints, boolean drain) throws IOException, InterruptedException {
        return flink.stop(id, savepoints.uri(), drain);
    }

    @Override
    public String savepoint(StoragePath savepoints) throws IOException, InterruptedException {
        return flink.savepoint(id, savepoints.uri());
    }

    @Override
    public void checkpoint() throws IOException, InterruptedException {
        flink.checkpoint(id);
    }

    @Override
    public JobResult result() throws IOException, InterruptedException {
        return flink.result(id);
    }
}
