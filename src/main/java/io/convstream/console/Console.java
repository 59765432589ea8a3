package io.convstream.console;

import io.convstream.console.ProgressLine.Piece;
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
 * Tells a run to the person who started it: on a terminal a moving bar with evaluations and messages above it,
 * elsewhere plain lines. Any thread may call it.
 */
public final class Console implements AutoCloseable {

    private final PrintStream out;
    private final EventFormatter lines;
    private final long steps;
    private final int epochs;
    private final @Nullable StatusLine place;
    private final ProgressLine progress = new ProgressLine("step", "");
    private final Map<String, Long> stepsByModel = new HashMap<>();
    private @Nullable ProgressBar bar;
    private double precision = Double.NaN;
    private @Nullable TrainStep last;

    /** A console on standard output: with a bar where that is a terminal. */
    public static Console standard(int every, int models, long steps, int epochs) {
        return new Console(
                System.out,
                ProgressLine.isShown(),
                new EventFormatter(every, models > 1, ZoneId.systemDefault()),
                steps,
                epochs);
    }

    /** Prints a line above the bar on standard output, if there is one; otherwise on {@code out}. */
    public static void printAbove(PrintWriter out, String line) {
        StatusLine bar = StatusLine.shown();
        if (bar == null) {
            out.println(line);
            out.flush();
        } else {
            bar.printAbove(line);
        }
    }

    /**
     * A console on any stream.
     *
     * @param terminal whether the stream is one, so that a bar can move on it
     * @param steps the steps of all models together; 0 where nobody knows
     * @param epochs 0 where nobody knows
     */
    Console(PrintStream out, boolean terminal, EventFormatter lines, long steps, int epochs) {
        this.out = out;
        this.lines = lines;
        this.steps = steps;
        this.epochs = epochs;
        place = terminal ? new StatusLine(out) : null;
    }

    public synchronized void step(TrainStep step) {
        stepsByModel.put(step.model(), step.step() + 1);
        lines.step(step).ifPresent(this::message);
        if (place == null) {
            return;
        }
        long done = stepsByModel.values().stream().mapToLong(Long::longValue).sum();
        if (bar == null) {
            // It starts where the run starts: a resumed run's time left follows from what it does itself.
            bar = progress.bar(steps, done - 1, place);
        }
        last = step;
        bar.stepTo(done);
        progress.show(state(step));
    }

    public synchronized void evaluation(Evaluation evaluation) {
        message(lines.evaluation(evaluation));
        if (evaluation.step() > 0) {
            precision = evaluation.bestPrecision();
        }
        if (last != null) {
            progress.show(state(last));
        }
    }

    public synchronized void failure(TrainFailure failure) {
        message(lines.failure(failure));
    }

    /** Prints a line as it is. */
    public synchronized void message(String line) {
        if (place == null) {
            out.println(line);
        } else {
            place.printAbove(line);
        }
    }

    /** Leaves the bar as it stands; lines may still be printed. */
    @Override
    public void close() {
        ProgressBar drawn;
        synchronized (this) {
            drawn = bar;
            bar = null;
        }
        if (drawn != null) {
            drawn.close();
        }
    }

    private List<Piece> state(TrainStep step) {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece(4, epoch(step.epoch(), epochs)));
        pieces.add(new Piece(7, String.format(Locale.ROOT, "loss %.2f", step.loss())));
        if (!Double.isNaN(precision)) {
            pieces.add(new Piece(3, String.format(Locale.ROOT, "precision@1 %.3f", precision)));
        }
        pieces.add(new Piece(6, String.format(Locale.ROOT, "%,.0f images/s", step.imagesPerSecond())));
        return pieces;
    }

    /**
     * An epoch as people count, from 1.
     *
     * @param epoch from 0
     * @param epochs 0 where nobody knows
     */
    public static String epoch(int epoch, int epochs) {
        return "epoch " + (epoch + 1) + (epochs > 0 ? " of " + epochs : "");
    }
}
