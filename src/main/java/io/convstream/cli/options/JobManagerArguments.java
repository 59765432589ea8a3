package io.convstream.cli.options;

import io.convstream.client.RunningJob;
import io.convstream.cluster.RemoteFlink;
import io.convstream.failure.UsageException;
import io.convstream.job.TrainJob;
import io.convstream.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import picocli.CommandLine.Option;

/** Which cluster a command speaks to. */
public final class JobManagerArguments {

    @Option(
            names = "--jobmanager",
            paramLabel = "HOST:PORT",
            description = "The cluster: where its JobManager serves the dashboard. Default: ${DEFAULT-VALUE}, where "
                    + "'convstream cluster start' puts it.")
    public String jobManager = "localhost:8081";

    /** Speaks to it, or says that nobody answers there. */
    public RemoteFlink connect() throws InterruptedException {
        int colon = jobManager.lastIndexOf(':');
        String port = jobManager.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}")) {
            throw new UsageException("--jobmanager must be of the form HOST:PORT, not " + jobManager);
        }
        try {
            return new RemoteFlink(jobManager.substring(0, colon), Integer.parseInt(port));
        } catch (IOException e) {
            throw UsageException.because(e);
        }
    }

    /**
     * A job of ours that runs there.
     *
     * @throws UsageException where there is no such job, or it has ended
     */
    public static RunningJob running(RemoteFlink flink, JobID id) throws InterruptedException {
        try {
            Map<String, String> told = flink.parameters(id);
            String run = told.get(TrainJob.RUN);
            String steps = told.get(TrainJob.STEPS);
            String resume = told.get(TrainJob.RESUME);
            if (run == null || steps == null || resume == null) {
                throw new UsageException("job " + id + " is none of convstream's");
            }
            if (flink.status(id).isGloballyTerminalState()) {
                throw new UsageException(
                        "job " + id + " has ended: 'submit --resume " + run + "' may go on from there");
            }
            return new RunningJob(
                    id,
                    new RunFolder(Path.of(run)),
                    Long.parseLong(steps),
                    Integer.parseInt(told.getOrDefault(TrainJob.EPOCHS, "0")),
                    resume);
        } catch (IOException e) {
            throw UsageException.because(e);
        }
    }
}
