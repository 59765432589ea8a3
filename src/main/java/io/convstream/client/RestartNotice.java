package io.convstream.client;

import io.convstream.console.Console;
import io.convstream.failure.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import org.apache.flink.api.common.JobStatus;

/** Prints why an embedded job restarts. */
final class RestartNotice implements JobObserver {

    private final EmbeddedJob job;
    private final PrintWriter out;
    private JobStatus previous = JobStatus.INITIALIZING;

    RestartNotice(EmbeddedJob job, PrintWriter out) {
        this.job = job;
        this.out = out;
    }

    @Override
    public void poll(JobStatus status) throws IOException, InterruptedException {
        if (status == JobStatus.RESTARTING && previous != status) {
            Console.printAbove(
                    out,
                    "Restarting from the last checkpoint: "
                            + Failure.of(job.lastFailure()).sentence());
        }
        previous = status;
    }
}
