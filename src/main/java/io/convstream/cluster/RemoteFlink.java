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
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * A client of any Flink cluster, at the REST address of its JobManager. Uses Flink's {@code RestClusterClient}, and
 * {@link FlinkRest} for the rest.
 */
public final class RemoteFlink implements AutoCloseable {

    private static final long POLL_MILLIS = 200;

    private final URI address;
    private final FlinkRest rest;
    private final RestClusterClient<StandaloneClusterId> client;

    /**
     * Connects.
     *
     * @throws IOException if no Flink answers
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

    /**
     * Submits a job.
     *
     * @param jar the job's classes; its libraries must be in the cluster's {@code lib} folder
     */
    public JobID submit(StreamGraph graph, Path jar) throws IOException, InterruptedException {
        JobGraph job = graph.getJobGraph();
        job.addJar(new org.apache.flink.core.fs.Path(jar.toUri()));
        return answer(client.submitJob(job));
    }

    /** Returns the value of {@code --jobmanager} for this cluster. */
    public String hostAndPort() {
        return address.getAuthority();
    }

    /** Returns a job's page in the dashboard. */
    public URI jobPage(JobID job) {
        return address.resolve("/#/job/running/" + job);
    }

    /** Returns whether another JobManager recovers the jobs if this one is gone. */
    public boolean isHighlyAvailable() throws IOException, InterruptedException {
        String mode = configuration().getString(HighAvailabilityOptions.HA_MODE.key(), "none");
        return !mode.equalsIgnoreCase("none");
    }

    /** Returns the folder that the cluster is configured to write checkpoints to; null if there is none. */
    public @Nullable String checkpointFolder() throws IOException, InterruptedException {
        return configuration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    }

    private Configuration configuration() throws IOException, InterruptedException {
        Configuration configuration = new Configuration();
        rest.get("/jobmanager/config")
                .forEach(entry -> configuration.setString(
                        entry.path("key").asText(), entry.path("value").asText()));
        return configuration;
    }

    /** Returns the cluster's version of Flink. */
    public String version() throws IOException, InterruptedException {
        return rest.get("/config").path("flink-version").asText();
    }

    /** Returns the file names on the JobManager's class path. */
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

    /** Returns the jobs that have not ended. */
    public List<JobID> runningJobs() throws IOException, InterruptedException {
        return answer(client.listJobs()).stream()
                .filter(job -> !job.getJobState().isGloballyTerminalState())
                .map(JobStatusMessage::getJobId)
                .toList();
    }

    /**
     * Returns a job's status.
     *
     * @throws JobManagerUnavailableException at once, if no JobManager answers
     * @throws IOException if Flink does not know the job
     */
    public JobStatus status(JobID job) throws IOException, InterruptedException {
        return JobStatus.valueOf(
                rest.get("/jobs/" + job + "/status").path("status").asText());
    }

    /**
     * Returns the job parameters by name; Flink masks sensitive ones. Retries while Flink has no job graph yet; it
     * caches the empty answer for 3 s.
     */
    public Map<String, String> parameters(JobID job) throws IOException, InterruptedException {
        while (true) {
            Map<String, String> parameters = requestParameters(job);
            if (!parameters.isEmpty() || hasGraph(job) || status(job).isGloballyTerminalState()) {
                return parameters;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Map<String, String> requestParameters(JobID job) throws IOException, InterruptedException {
        Map<String, String> parameters = new TreeMap<>();
        JsonNode config =
                rest.get("/jobs/" + job + "/config").path("execution-config").path("user-config");
        config.properties()
                .forEach(
                        entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        return parameters;
    }

    private boolean hasGraph(JobID job) throws IOException, InterruptedException {
        return !rest.get("/jobs/" + job).path("vertices").isEmpty();
    }

    /** Returns the accumulators as of the last heartbeat. */
    public Map<String, Object> accumulators(JobID job) throws IOException, InterruptedException {
        return answer(client.getAccumulators(job, RemoteFlink.class.getClassLoader()));
    }

    /** Returns the metrics of each model, by model and name. */
    public Map<String, Map<String, Double>> metrics(JobID job) throws IOException, InterruptedException {
        return new ModelMetrics(rest).of(job);
    }

    /** Takes a checkpoint and waits until it has completed. */
    public void checkpoint(JobID job) throws IOException, InterruptedException {
        answer(client.triggerCheckpoint(job, CheckpointType.CONFIGURED));
    }

    /** Takes a savepoint and returns its path. */
    public String savepoint(JobID job, String folder) throws IOException, InterruptedException {
        return answer(client.triggerSavepoint(job, folder, savepointFormat(job)));
    }

    /**
     * Stops a job with a savepoint.
     *
     * @param drain true: the job finishes as if its input had ended; false: it can be resumed as if it had never
     *     stopped
     * @return the savepoint's path
     */
    public String stop(JobID job, String folder, boolean drain) throws IOException, InterruptedException {
        return answer(client.stopWithSavepoint(job, drain, folder, savepointFormat(job)));
    }

    private SavepointFormatType savepointFormat(JobID job) throws IOException, InterruptedException {
        return SavepointFormat.of(rest.get("/jobs/" + job + "/checkpoints/config")
                .path("state_backend")
                .asText());
    }

    /** Waits until a job has ended. */
    public JobResult result(JobID job) throws IOException, InterruptedException {
        return answer(client.requestJobResult(job));
    }

    private <T> T answer(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = ExceptionUtils.stripExecutionException(e);
            var failure = new IOException(
                    "Flink at " + address + ": " + FlinkRest.sentence(String.valueOf(cause.getMessage())));
            failure.addSuppressed(e); // not as the cause: its message is a stack trace
            throw failure;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
