package io.convstream.client;

import io.convstream.cluster.JobManagerUnavailableException;
import io.convstream.console.Console;
import io.convstream.console.ProgressLine;
import io.convstream.console.ProgressLine.Segment;
import io.convstream.console.Sparkline;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import org.apache.flink.api.common.JobStatus;
import org.jspecify.annotations.Nullable;

/** Displays the metrics of a job on a cluster: on a terminal as a progress bar, elsewhere as lines. */
final class ProgressDisplay implements JobObserver, AutoCloseable {

    private static final int SPARKLINE_LENGTH = 20;

    private final RemoteJob job;
    private final long steps;
    private final int epochs;
    private final boolean terminal;
    private final PrintWriter out;
    private final Map<String, Sparkline> losses = new TreeMap<>();
    private final ProgressLine line = new ProgressLine("step", "");
    private @Nullable ProgressBar bar;

    /**
     * A display without a bar yet.
     *
     * @param steps the steps of all models together; 0 if unknown
     * @param epochs 0 if unknown
     */
    ProgressDisplay(RemoteJob job, long steps, int epochs, boolean terminal, PrintWriter out) {
        this.job = job;
        this.steps = steps;
        this.epochs = epochs;
        this.terminal = terminal;
        this.out = out;
    }

    @Override
    public void poll(JobStatus status) throws IOException, InterruptedException {
        try {
            show(job.metrics());
        } catch (JobManagerUnavailableException e) {
            throw e;
        } catch (IOException e) {
            // Its tasks have ended or restart: the next status shows which.
        }
    }

    private void show(Map<String, Map<String, Double>> models) {
        long done = 0;
        List<Segment> state = new ArrayList<>();
        for (Map.Entry<String, Map<String, Double>> model : models.entrySet()) {
            Double step = model.getValue().get("step");
            if (step != null) {
                done += step.longValue() + 1;
                state.addAll(state(model.getKey(), model.getValue(), models.size() > 1));
            }
        }
        if (done == 0) {
            return;
        }
        if (!terminal) {
            String metrics = state.stream().map(Segment::text).collect(Collectors.joining(", "));
            String total = steps > 0 ? String.format(Locale.ROOT, " of %,d", steps) : "";
            out.printf(Locale.ROOT, "step %,d%s: %s%n", done, total, metrics);
            out.flush();
            return;
        }
        if (bar == null) {
            bar = line.bar(steps, done, System.out);
        }
        bar.stepTo(done);
        line.setSegments(state);
    }

    private List<Segment> state(String model, Map<String, Double> metrics, boolean named) {
        Sparkline curve = losses.computeIfAbsent(model, name -> new Sparkline(SPARKLINE_LENGTH));
        double loss = metrics.getOrDefault("emaLoss", 0.0);
        curve.add(loss);
        List<Segment> segments = new ArrayList<>();
        int epoch = metrics.getOrDefault("epoch", 0.0).intValue();
        segments.add(new Segment(4, (named ? model + " " : "") + Console.epoch(epoch, epochs)));
        segments.add(new Segment(7, String.format(Locale.ROOT, "loss %.2f", loss)));
        segments.add(new Segment(2, curve.toString()));
        if (metrics.containsKey("precisionBest")) {
            segments.add(
                    new Segment(3, String.format(Locale.ROOT, "best precision@1 %.3f", metrics.get("precisionBest"))));
        }
        segments.add(new Segment(
                6, String.format(Locale.ROOT, "%,.0f images/s", metrics.getOrDefault("imagesPerSecond", 0.0))));
        return segments;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
