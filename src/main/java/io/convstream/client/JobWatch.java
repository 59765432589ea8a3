package io.convstream.client;

import io.convstream.cluster.RemoteFlink;
import io.convstream.run.RunDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Displays the progress of a running job until it ends. Ctrl-C detaches; the job keeps running. */
public final class JobWatch {

    private static final Duration BAR_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RunningJob running;
    private final RemoteJob job;
    private final boolean terminal;
    private final ResumeHint resume;
    private final PrintWriter out;

    /**
     * A watch on a job.
     *
     * @param terminal whether standard output is a terminal, on which a bar can be redrawn
     */
    public JobWatch(RemoteFlink flink, RunningJob running, boolean terminal, PrintWriter out) {
        this.running = running;
        this.job = new RemoteJob(flink, running.id());
        this.terminal = terminal;
        this.resume = new ResumeHint(running.run(), running.resumeCommand(), out);
        this.out = out;
    }

    /**
     * Watches the job and returns the exit code.
     *
     * @throws IOException if Flink no longer knows the job
     * @throws Exception the job's failure, or that it was cancelled
     */
    public int run() throws Exception {
        JobMonitor monitor;
        JobMonitor.Outcome outcome;
        try (var display = new ProgressDisplay(job, running.steps(), running.epochs(), terminal, out)) {
            monitor = new JobMonitor(job, List.of(display), resume, out);
            outcome = monitor.run(new UserInterrupt(), terminal ? BAR_INTERVAL : LINE_INTERVAL, PATIENCE);
        }
        switch (outcome) {
            case INTERRUPTED -> out.println("Detached; the job keeps running.");
            case UNREACHABLE ->
                out.println("Flink does not answer any more. The Flink of 'convstream train' ends with its job.");
            case ENDED -> {
                out.println("The job has ended: " + monitor.status() + ".");
                printOutcome();
            }
        }
        out.flush();
        return 0;
    }

    private void printOutcome() throws Exception {
        JobOutcome outcome = new JobOutcome(job.result(), running.run());
        Optional<Divergence> divergence = outcome.divergence();
        if (divergence.isPresent()) {
            RunDescription description = RunDescription.read(running.run().description());
            divergence.get().printAdvice(running.run(), description.command(), description.skipped(), out);
            throw divergence.get().exception();
        }
        Optional<Exception> failure = outcome.failure();
        if (failure.isPresent()) {
            resume.print();
            throw failure.get();
        }
        if (outcome.isStopped()) {
            out.println("It was stopped with a savepoint.");
            resume.print();
        }
    }
}
