package io.convstream.console;

import io.convstream.change.ChangeEvent;
import io.convstream.console.ProgressLine.Segment;
import io.convstream.evaluate.Evaluation;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/**
 * Prints the events of a run: on a terminal as a progress bar with evaluations and messages above it, elsewhere as
 * plain lines. Thread-safe.
 */
public final class Console implements AutoCloseable {

    private final PrintStream out;
    private final EventFormatter lines;
    private final long steps;
    private final int epochs;
    private final @Nullable StatusLine statusLine;
    private final ProgressLine progress = new ProgressLine("step", "");
    private final Map<String, Long> stepsByModel = new HashMap<>();
    private @Nullable ProgressBar bar;
    private double precision = Double.NaN;
    private @Nullable TrainStep last;

    /** Returns a console on standard output, with a progress bar if that is a terminal. */
    public static Console standard(int every, int models, long steps, int epochs) {
        return new Console(
                System.out,
                ProgressLine.isSupported(),
                new EventFormatter(every, models > 1, ZoneId.systemDefault()),
                steps,
                epochs);
    }

    /** Prints a line above the bar on standard output, if there is one; otherwise on {@code out}. */
    public static void printAbove(PrintWriter out, String line) {
        StatusLine bar = StatusLine.current();
        if (bar == null) {
            out.println(line);
            out.flush();
        } else {
            bar.printAbove(line);
        }
    }

    /**
     * Creates a console on a stream.
     *
     * @param terminal whether the stream is a terminal
     * @param steps the total steps of all models; 0 if unknown
     * @param epochs 0 if unknown
     */
    Console(PrintStream out, boolean terminal, EventFormatter lines, long steps, int epochs) {
        this.out = out;
        this.lines = lines;
        this.steps = steps;
        this.epochs = epochs;
        statusLine = terminal ? new StatusLine(out) : null;
    }

    public synchronized void step(TrainStep step) {
        stepsByModel.put(step.model(), step.step() + 1);
        lines.step(step).ifPresent(this::message);
        if (statusLine == null) {
            return;
        }
        long done = stepsByModel.values().stream().mapToLong(Long::longValue).sum();
        if (bar == null) {
            // Starts at the first step of this attempt, so that a resumed run estimates the remaining time from its own
            // speed.
            bar = progress.bar(steps, done - 1, statusLine);
        }
        last = step;
        bar.stepTo(done);
        progress.setSegments(segments(step));
    }

    public synchronized void evaluation(Evaluation evaluation) {
        message(lines.evaluation(evaluation));
        if (evaluation.step() > 0) {
            precision = evaluation.bestPrecision();
        }
        if (last != null) {
            progress.setSegments(segments(last));
        }
    }

    public synchronized void failure(TrainFailure failure) {
        message(lines.failure(failure));
    }

    public synchronized void change(ChangeEvent change) {
        message(lines.change(change));
    }

    /** Prints a line unchanged. */
    public synchronized void message(String line) {
        if (statusLine == null) {
            out.println(line);
        } else {
            statusLine.printAbove(line);
        }
    }

    /** Stops redrawing the bar; lines may still be printed. */
    @Override
    public void close() {
        ProgressBar current;
        synchronized (this) {
            current = bar;
            bar = null;
        }
        if (current != null) {
            current.close();
        }
    }

    private List<Segment> segments(TrainStep step) {
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(4, epoch(step.epoch(), epochs)));
        segments.add(new Segment(7, String.format(Locale.ROOT, "loss %.2f", step.loss())));
        if (!Double.isNaN(precision)) {
            segments.add(new Segment(3, String.format(Locale.ROOT, "precision@1 %.3f", precision)));
        }
        segments.add(new Segment(6, String.format(Locale.ROOT, "%,.0f images/s", step.imagesPerSecond())));
        return segments;
    }

    /**
     * Returns "epoch 1 of 10".
     *
     * @param epoch from 0
     * @param epochs 0 if unknown
     */
    public static String epoch(int epoch, int epochs) {
        return "epoch " + (epoch + 1) + (epochs > 0 ? " of " + epochs : "");
    }
}
