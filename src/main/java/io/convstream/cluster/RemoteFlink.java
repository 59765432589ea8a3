package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.ExceptionUtils;

/** Any Flink cluster, spoken to at the REST address of its JobManager. */
public final class RemoteFlink implements AutoCloseable {

    private static final long POLL_MILLIS = 200;

    private final URI address;
    private final FlinkRest rest;
    private final RestClusterClient<StandaloneClusterId> client;

    /**
     * Connects.
     *
     * @throws IOException where no Flink answers there
     */
    public RemoteFlink(String host, int port) throws IOException, InterruptedException {
        address = URI.create("http://" + host + ":" + port);
        rest = new FlinkRest(address);
        rest.get("/overview");
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, host);
        configuration.set(RestOptions.PORT, port);
        try {
            client = new RestClusterClient<>(configuration, StandaloneClusterId.getInstance());
        } catch (Exception e) {
            throw new IOException("Flink at " + address + ": " + e.getMessage(), e);
        }
    }

    /** Submits a job whose classes are in a jar; what that jar needs is in the cluster's own class path. */
    public JobID submit(StreamGraph graph, Path jar) throws IOException, InterruptedException {
        JobGraph job = graph.getJobGraph();
        job.addJar(new org.apache.flink.core.fs.Path(jar.toUri()));
        return answer(client.submitJob(job));
    }

    /** The value of {@code --jobmanager} that leads here. */
    public String hostAndPort() {
        return address.getAuthority();
    }

    /** Where the dashboard shows a job. */
    public URI page(JobID job) {
        return address.resolve("/#/job/running/" + job);
    }

    /** The version of Flink that runs there. */
    public String version() throws IOException, InterruptedException {
        return rest.get("/config").path("flink-version").asText();
    }

    /** The names of the files on the JobManager's class path. */
    public List<String> jars() throws IOException, InterruptedException {
        List<String> jars = new ArrayList<>();
        for (JsonNode file : rest.get("/jobmanager/environment").path("classpath")) {
            jars.add(String.valueOf(Path.of(file.asText()).getFileName()));
        }
        return jars;
    }

    public List<TaskManagerMemory> taskManagers() throws IOException, InterruptedException {
        List<TaskManagerMemory> taskManagers = new ArrayList<>();
        rest.get("/taskmanagers")
                .path("taskmanagers")
                .forEach(taskManager -> taskManagers.add(TaskManagerMemory.of(taskManager)));
        return taskManagers;
    }

    public int freeSlots() throws IOException, InterruptedException {
        return rest.get("/overview").path("slots-available").asInt();
    }

    /** The jobs that have begun and not ended. */
    public List<JobID> runningJobs() throws IOException, InterruptedException {
        return answer(client.listJobs()).stream()
                .filter(job -> !job.getJobState().isGloballyTerminalState())
                .map(JobStatusMessage::getJobId)
                .toList();
    }

    /**
     * How a job is.
     *
     * @throws JobManagerUnavailableException at once, where no Flink answers
     * @throws IOException where the job is not known
     */
    public JobStatus status(JobID job) throws IOException, InterruptedException {
        return JobStatus.valueOf(
                rest.get("/jobs/" + job + "/status").path("status").asText());
    }

    /**
     * What the job was told of itself when it was submitted, by name; what Flink hides for safety reads as stars. Waits for
     * a job that has just come: Flink tells nothing of it yet, and who asks then is told so for three more seconds.
     */
    public Map<String, String> parameters(JobID job) throws IOException, InterruptedException {
        while (true) {
            Map<String, String> parameters = toldParameters(job);
            if (!parameters.isEmpty() || hasGraph(job) || status(job).isGloballyTerminalState()) {
                return parameters;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Map<String, String> toldParameters(JobID job) throws IOException, InterruptedException {
        Map<String, String> parameters = new TreeMap<>();
        JsonNode told =
                rest.get("/jobs/" + job + "/config").path("execution-config").path("user-config");
        told.properties()
                .forEach(
                        entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        return parameters;
    }

    private boolean hasGraph(JobID job) throws IOException, InterruptedException {
        return !rest.get("/jobs/" + job).path("vertices").isEmpty();
    }

    /** What the operators have counted, as of the last heartbeat. */
    public Map<String, Object> accumulators(JobID job) throws IOException, InterruptedException {
        return answer(client.getAccumulators(job, RemoteFlink.class.getClassLoader()));
    }

    /** The metrics of each model, by model and name. */
    public Map<String, Map<String, Double>> metrics(JobID job) throws IOException, InterruptedException {
        return new ModelMetrics(rest).of(job);
    }

    /** Takes a savepoint of a job that goes on; returns where it lies. */
    public String savepoint(JobID job, String folder) throws IOException, InterruptedException {
        return answer(client.triggerSavepoint(job, folder, savepointFormat(job)));
    }

    /**
     * Stops a job with a savepoint.
     *
     * @param drain true: it ends as if its input had ended; false: it can be resumed as if it had never stopped
     * @return where the savepoint lies
     */
    public String stop(JobID job, String folder, boolean drain) throws IOException, InterruptedException {
        return answer(client.stopWithSavepoint(job, drain, folder, savepointFormat(job)));
    }

    private SavepointFormatType savepointFormat(JobID job) throws IOException, InterruptedException {
        return SavepointFormat.of(rest.get("/jobs/" + job + "/checkpoints/config")
                .path("state_backend")
                .asText());
    }

    /** Waits for a job's end. */
    public JobResult await(JobID job) throws IOException, InterruptedException {
        return answer(client.requestJobResult(job));
    }

    private <T> T answer(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = ExceptionUtils.stripExecutionException(e);
            var failure = new IOException(
                    "Flink at " + address + ": " + FlinkRest.sentence(String.valueOf(cause.getMessage())));
            failure.addSuppressed(e); // its message is a whole stack trace, so it cannot be the cause that is shown
            throw failure;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
