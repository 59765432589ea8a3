package io.convstream.client;

import io.convstream.cluster.JobManagerUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;

/** Prints a line for each model of a job on a cluster at a fixed interval of steps. */
final class ProgressLog implements JobObserver {

    private final RemoteJob job;
    private final int logEvery;
    private final PrintWriter out;
    private final Map<String, Double> loggedSteps = new HashMap<>();

    /** @param logEvery steps between two lines */
    ProgressLog(RemoteJob job, int logEvery, PrintWriter out) {
        this.job = job;
        this.logEvery = logEvery;
        this.out = out;
    }

    @Override
    public void poll(JobStatus status) throws IOException, InterruptedException {
        try {
            job.metrics().forEach(this::print);
        } catch (JobManagerUnavailableException e) {
            throw e;
        } catch (IOException e) {
            out.println("(" + e.getMessage() + ")"); // tasks that restart have no metrics
        }
        out.flush();
    }

    private void print(String model, Map<String, Double> metrics) {
        Double step = metrics.get("step");
        if (step == null || step < loggedSteps.getOrDefault(model, -1.0) + logEvery) {
            return;
        }
        loggedSteps.put(model, step);
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
}
