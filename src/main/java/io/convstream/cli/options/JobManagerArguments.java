package io.convstream.cli.options;

import io.convstream.client.RunningJob;
import io.convstream.cluster.JobManagerUnavailableException;
import io.convstream.cluster.RemoteFlink;
import io.convstream.failure.UsageException;
import io.convstream.job.TrainJob;
import io.convstream.run.RunFolder;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import picocli.CommandLine.Option;

/** The cluster that a command connects to. */
public final class JobManagerArguments {

    @Option(
            names = "--jobmanager",
            paramLabel = "HOST:PORT",
            description = "The address of the cluster's dashboard (REST). Default: ${DEFAULT-VALUE}, as of 'convstream "
                    + "cluster start'.")
    public String jobManager = "localhost:8081";

    /**
     * Connects to the cluster.
     *
     * @throws IOException if no Flink answers
     */
    public RemoteFlink connect() throws IOException, InterruptedException {
        int colon = jobManager.lastIndexOf(':');
        String port = jobManager.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}")) {
            throw new UsageException("--jobmanager must be of the form HOST:PORT, not " + jobManager);
        }
        return new RemoteFlink(jobManager.substring(0, colon), Integer.parseInt(port));
    }

    /**
     * Finds a running training job.
     *
     * @throws UsageException if there is no such job, or it has ended
     * @throws IOException if Flink does not answer
     */
    public static RunningJob running(RemoteFlink flink, JobID id) throws IOException, InterruptedException {
        try {
            Map<String, String> parameters = flink.parameters(id);
            String run = parameters.get(TrainJob.RUN);
            String steps = parameters.get(TrainJob.STEPS);
            String resume = parameters.get(TrainJob.RESUME_COMMAND);
            if (run == null || steps == null || resume == null) {
                throw new UsageException("job " + id + " is not a convstream job");
            }
            if (flink.status(id).isGloballyTerminalState()) {
                throw new UsageException("job " + id + " has ended: 'submit --resume " + run
                        + "' resumes it from its newest checkpoint");
            }
            return new RunningJob(
                    id,
                    new RunFolder(LauncherFiles.storagePath(run)),
                    Long.parseLong(steps),
                    Integer.parseInt(parameters.getOrDefault(TrainJob.EPOCHS, "0")),
                    resume);
        } catch (JobManagerUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw UsageException.because(e);
        }
    }
}
