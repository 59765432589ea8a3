package io.convstream.client;

import io.convstream.console.Console;
import io.convstream.failure.Failure;
import io.convstream.job.TrainJob;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jline.utils.Signals;

/** Runs a job on an embedded Flink and watches it to its end: Ctrl-C and early stopping end it with a savepoint. */
public final class EmbeddedJob {

    public static final String LOG_FILE = "convstream.log";

    private static final long WATCH_MILLIS = 500;
    private static final int MOST_DRAINS = 20;

    private final TrainJob job;
    private final InetAddress address;
    private final int port;
    private final RunCompletion end;
    private final PrintWriter out;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private int drains;
    private boolean resumptionIsTold;

    /**
     * A run about to start.
     *
     * @param end its job, and what is to be done once that has ended
     * @param address where the dashboard listens
     * @param port as well
     */
    public EmbeddedJob(RunCompletion end, InetAddress address, int port) {
        this.job = end.job();
        this.address = address;
        this.port = port;
        this.end = end;
        this.out = end.out();
    }

    /** Runs it; returns the exit code. */
    public int run() throws Exception {
        listen();
        System.setProperty(LOG_FILE, job.run().log().toString());
        Configuration configuration = job.configuration(end.resumeCommand());
        try (EmbeddedFlink flink = new EmbeddedFlink(configuration, job.slots(), address, port)) {
            out.println("Flink dashboard: " + flink.dashboard());
            out.flush();
            JobID id = flink.submit(
                    job.graph(StreamExecutionEnvironment.getExecutionEnvironment(configuration), job.sinks(true)));
            boolean stopped = watch(flink, id);
            tellResumption(flink, id);
            JobResult result = flink.await(id);
            end.join(result);
            if (stopped) {
                end.report();
                return 0;
            }
            return end.tell(result);
        }
    }

    /** To be repeated: the progress bar's terminal gives signals their defaults back when it opens. */
    private void listen() {
        Signals.register("INT", this::interrupt);
        Signals.register("TERM", this::interrupt);
    }

    /** The first Ctrl-C takes a savepoint, the second ends everything at once. */
    private void interrupt() {
        if (interrupted.getAndSet(true)) {
            Runtime.getRuntime().halt(130);
        }
    }

    /** Returns whether the run was stopped and waits to be resumed. */
    private boolean watch(EmbeddedFlink flink, JobID id) throws Exception {
        JobStatus before = JobStatus.INITIALIZING;
        for (JobStatus status = before; !status.isGloballyTerminalState(); status = flink.status(id)) {
            if (interrupted.get()) {
                return stop(flink, id);
            }
            if (status == JobStatus.RESTARTING && before != status) {
                Console.printAbove(
                        out,
                        "Restarting from the last checkpoint: "
                                + Failure.of(flink.failure(id)).sentence());
            }
            before = status;
            Optional<String> enough = job.needsWatching() ? job.hadEnough(flink.accumulators(id)) : Optional.empty();
            if (enough.isPresent()) {
                drain(flink, id, enough.get());
            }
            tellResumption(flink, id);
            Thread.sleep(WATCH_MILLIS);
            listen();
        }
        return false;
    }

    /** Ends the job as if its input had ended. It may end by itself just now, which makes the savepoint fail. */
    private void drain(EmbeddedFlink flink, JobID id, String reason) throws Exception {
        if (drains++ == 0) {
            Console.printAbove(out, reason);
        }
        try {
            end.forget(flink.stop(id, job.run().savepoints(), true));
        } catch (ExecutionException e) {
            if (drains >= MOST_DRAINS) {
                throw e;
            }
        }
    }

    private void tellResumption(EmbeddedFlink flink, JobID id) throws Exception {
        if (job.resume() != null && !resumptionIsTold) {
            Optional<String> resumed = job.resumed(flink.accumulators(id));
            resumed.ifPresent(out::println);
            out.flush();
            resumptionIsTold = resumed.isPresent();
        }
    }

    private boolean stop(EmbeddedFlink flink, JobID id) throws Exception {
        Console.printAbove(
                out,
                "Stopping with a savepoint … (Ctrl-C again ends the run at once; it can then be resumed from its last "
                        + "checkpoint)");
        try {
            String savepoint = flink.stop(id, job.run().savepoints(), false);
            out.println("Savepoint: " + savepoint);
            out.println("To resume: " + end.resumeCommand());
            return true;
        } catch (ExecutionException e) {
            if (flink.status(id).isGloballyTerminalState()) {
                return false; // it ended by itself in the meantime
            }
            RunFailure.printResume(job.run(), end.resumeCommand(), out);
            throw e;
        }
    }
}
