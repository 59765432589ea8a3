package io.convstream.client;

import io.convstream.cluster.JobProbe;
import io.convstream.run.Attempts.SubmittedJob;
import io.convstream.run.JobLookup;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;

/** Looks up jobs at the JobManagers that they were submitted to. A JobManager that does not answer is queried once. */
public final class JobManagers implements JobLookup {

    private final Map<String, JobState> silent = new HashMap<>();

    @Override
    public JobState find(SubmittedJob job) throws InterruptedException {
        if (isOnAnotherMachine(job)) {
            return JobState.UNREACHABLE;
        }
        JobState known = silent.get(job.jobManager());
        if (known == null) {
            try {
                return JobProbe.status(job.jobManager(), job.id())
                        .map(JobManagers::state)
                        .orElse(JobState.FORGOTTEN);
            } catch (ConnectException e) {
                known = JobState.GONE;
            } catch (IOException e) {
                known = JobState.UNREACHABLE;
            }
            silent.put(job.jobManager(), known);
        }
        return known == JobState.GONE && job.highlyAvailable() ? JobState.UNREACHABLE : known;
    }

    /** Returns whether the address is a loopback address, but of the machine that the job was submitted from. */
    private static boolean isOnAnotherMachine(SubmittedJob job) {
        String host = job.jobManager().replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", "");
        try {
            return InetAddress.getByName(host).isLoopbackAddress() && !job.isSubmittedHere();
        } catch (UnknownHostException e) {
            return false; // the request will fail
        }
    }

    private static JobState state(JobStatus status) {
        return switch (status) {
            case FINISHED -> JobState.FINISHED;
            case FAILED -> JobState.FAILED;
            case CANCELED -> JobState.CANCELED;
            default -> JobState.RUNNING;
        };
    }
}
