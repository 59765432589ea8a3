package io.convstream.client;

import io.convstream.console.Console;
import io.convstream.job.TrainJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/** Prints once from which steps a resumed job continues. */
final class ResumptionNotice implements JobObserver {

    private final TrainJob job;
    private final JobHandle handle;
    private final PrintWriter out;
    private boolean printed;

    ResumptionNotice(TrainJob job, JobHandle handle, PrintWriter out) {
        this.job = job;
        this.handle = handle;
        this.out = out;
        printed = job.resume() == null;
    }

    @Override
    public void poll(JobStatus status) throws InterruptedException {
        print();
    }

    void print() throws InterruptedException {
        if (printed) {
            return;
        }
        try {
            Optional<String> line = job.resumptionLine(handle.accumulators());
            line.ifPresent(text -> Console.printAbove(out, text));
            printed = line.isPresent();
        } catch (IOException e) {
            // The job's status shows why; the next poll retries.
        }
    }
}
