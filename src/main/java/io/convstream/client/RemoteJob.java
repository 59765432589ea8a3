package io.convstream.client;

import io.convstream.cluster.NoAnswerException;
import io.convstream.cluster.RemoteFlink;
import io.convstream.job.TrainJob;
import io.convstream.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.jline.utils.Signals;

/** Tells how a job on a cluster gets on, to its end or until the person leaves: the job does not notice. */
public final class RemoteJob {

    private static final long WATCH_MILLIS = 1_000;
    private static final int MOST_DRAINS = 20;

    private final TrainJob job;
    private final RemoteFlink flink;
    private final JobID id;
    private final RunCompletion end;
    private final PrintWriter out;
    private final Map<String, Double> toldSteps = new HashMap<>();
    private final AtomicBoolean left = new AtomicBoolean();
    private boolean answers = true;
    private int drains;
    private boolean resumptionIsTold;

    /**
     * Follows a submitted job.
     *
     * @param end the job, and what is to be done once it has ended
     */
    public RemoteJob(RunCompletion end, RemoteFlink flink, JobID id) {
        this.job = end.job();
        this.flink = flink;
        this.id = id;
        this.end = end;
        this.out = end.out();
    }

    /** Follows it; returns the exit code. */
    public int run() throws Exception {
        Signals.register("INT", () -> left.set(true));
        Signals.register("TERM", () -> left.set(true));
        while (!isOver()) {
            if (left.get()) {
                out.println("The job goes on without you. To stop it with a savepoint: convstream stop " + id
                        + " --jobmanager " + flink.hostAndPort());
                return 0;
            }
            if (answers) {
                tellProgress();
                drainIfEnough();
            }
            Thread.sleep(WATCH_MILLIS);
        }
        return end(flink.await(id));
    }

    /** A JobManager that is away may come back, and with high availability it knows its jobs then. */
    private boolean isOver() throws IOException, InterruptedException {
        try {
            boolean over = flink.status(id).isGloballyTerminalState();
            answers = true;
            return over;
        } catch (NoAnswerException e) {
            if (answers) {
                out.println("The JobManager at " + flink.hostAndPort() + " does not answer: waiting for it.");
                out.flush();
            }
            answers = false;
            return false;
        } catch (IOException e) {
            var lost =
                    new IOException(e.getMessage() + " To resume from its newest checkpoint: " + end.resumeCommand());
            lost.addSuppressed(e); // the innermost cause is what is shown
            throw lost;
        }
    }

    private void tellProgress() throws InterruptedException {
        try {
            tellResumption();
            flink.metrics(id).forEach(this::tell);
        } catch (IOException e) {
            out.println("(" + e.getMessage() + ")");
        }
        out.flush();
    }

    private void tellResumption() throws IOException, InterruptedException {
        if (job.resume() != null && !resumptionIsTold) {
            Optional<String> resumed = job.resumed(flink.accumulators(id));
            resumed.ifPresent(out::println);
            resumptionIsTold = resumed.isPresent();
        }
    }

    private void tell(String model, Map<String, Double> metrics) {
        Double step = metrics.get("step");
        if (step == null || step < toldSteps.getOrDefault(model, -1.0) + job.logEvery()) {
            return;
        }
        toldSteps.put(model, step);
        out.printf(
                Locale.ROOT,
                "%s: step %,.0f, loss = %.2f (%.1f examples/sec)%s%n",
                model,
                step,
                metrics.getOrDefault("loss", 0.0),
                metrics.getOrDefault("imagesPerSecond", 0.0),
                metrics.containsKey("precisionBest")
                        ? String.format(Locale.ROOT, ", best precision @ 1 = %.3f", metrics.get("precisionBest"))
                        : "");
    }

    /** Ends a job that has had enough. It may end by itself just now, which makes the savepoint fail. */
    private void drainIfEnough() throws IOException, InterruptedException {
        Optional<String> enough = job.needsWatching() ? job.hadEnough(flink.accumulators(id)) : Optional.empty();
        if (enough.isEmpty()) {
            return;
        }
        if (drains++ == 0) {
            out.println(enough.get());
            out.flush();
        }
        try {
            end.forget(flink.stop(id, RunFolder.forFlink(job.run().savepoints()), true));
        } catch (IOException e) {
            if (drains >= MOST_DRAINS) {
                throw e;
            }
        }
    }

    private int end(JobResult result) throws Exception {
        end.join(result);
        if (!Files.isRegularFile(job.run().eventFile())) {
            out.println("The job has ended; its run folder " + job.run().path() + " is not to be seen from here.");
            return 0;
        }
        return end.tell(result);
    }
}
