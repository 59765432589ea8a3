package io.convstream.client;

import io.convstream.cluster.JobManagerUnavailableException;
import io.convstream.console.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.flink.api.common.JobStatus;

/** Polls a running job, embedded or on a cluster, until it has ended or the user presses Ctrl-C. */
final class JobMonitor {

    /** Patience with a JobManager that may be restarted: with high availability it recovers its jobs. */
    static final Duration UNLIMITED = ChronoUnit.FOREVER.getDuration();

    /** Why monitoring stopped. */
    enum Outcome {
        ENDED,
        INTERRUPTED,
        UNREACHABLE
    }

    private final JobHandle job;
    private final List<JobObserver> observers;
    private final ResumeHint resume;
    private final PrintWriter out;
    private JobStatus status = JobStatus.INITIALIZING;

    JobMonitor(JobHandle job, List<JobObserver> observers, ResumeHint resume, PrintWriter out) {
        this.job = job;
        this.observers = observers;
        this.resume = resume;
        this.out = out;
    }

    /**
     * Calls the observers after each interval.
     *
     * @param patience how long to wait for a JobManager that does not answer
     * @throws IOException if the job is lost, after printing how to resume, or if an observer fails
     */
    Outcome run(UserInterrupt interrupt, Duration interval, Duration patience)
            throws IOException, InterruptedException {
        boolean answers = true;
        long lastAnswer = System.nanoTime();
        do {
            try {
                status = requestStatus();
                answers = true;
                lastAnswer = System.nanoTime();
                if (status.isGloballyTerminalState()) {
                    return Outcome.ENDED;
                }
                for (JobObserver observer : observers) {
                    observer.poll(status);
                }
            } catch (JobManagerUnavailableException e) {
                if (answers) {
                    Console.printAbove(
                            out, "The JobManager at " + e.hostAndPort() + " does not answer: waiting for it.");
                }
                answers = false;
                if (Duration.ofNanos(System.nanoTime() - lastAnswer).compareTo(patience) > 0) {
                    return Outcome.UNREACHABLE;
                }
            }
        } while (!interrupt.await(interval));
        return Outcome.INTERRUPTED;
    }

    /** Returns the job's last known status. */
    JobStatus status() {
        return status;
    }

    private JobStatus requestStatus() throws IOException, InterruptedException {
        try {
            return job.status();
        } catch (JobManagerUnavailableException e) {
            throw e;
        } catch (IOException e) {
            resume.print();
            throw e;
        }
    }
}
