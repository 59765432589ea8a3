package io.convstream.publish;

import io.convstream.evaluate.Evaluation;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run to the person who started it: on a terminal a moving bar with evaluations and messages above it,
 * elsewhere plain lines. Any thread may call it.
 */
public final class Console implements AutoCloseable {

    private static final int REDRAW_MILLIS = 500;

    private final PrintStream out;
    private final ConsoleLines lines;
    private final long steps;
    private final @Nullable BarLine place;
    private final Map<String, Long> stepsByModel = new HashMap<>();
    private @Nullable ProgressBar bar;
    private double precision = Double.NaN;

    /** A console on standard output: with a bar where that is a terminal. */
    @SuppressWarnings("SystemConsoleNull") // Of JDK 22 and newer: the build and the launcher want an older one.
    public static Console standard(int every, int models, long steps) {
        return new Console(
                System.out,
                System.console() != null,
                new ConsoleLines(every, models > 1, ZoneId.systemDefault()),
                steps);
    }

    /**
     * A console on any stream.
     *
     * @param terminal whether the stream is one, so that a bar can move on it
     * @param steps the steps of all models together; 0 where nobody knows
     */
    Console(PrintStream out, boolean terminal, ConsoleLines lines, long steps) {
        this.out = out;
        this.lines = lines;
        this.steps = steps;
        place = terminal ? new BarLine(out) : null;
    }

    public synchronized void step(TrainStep step) {
        stepsByModel.put(step.model(), step.step() + 1);
        if (place == null) {
            lines.step(step).ifPresent(this::message);
            return;
        }
        long done = stepsByModel.values().stream().mapToLong(Long::longValue).sum();
        if (bar == null) {
            // It starts where the run starts: a resumed run's time left follows from what it does itself.
            bar = bar(place, done);
        }
        bar.stepTo(done);
        bar.setExtraMessage(state(step));
    }

    public synchronized void evaluation(Evaluation evaluation) {
        precision = evaluation.bestPrecision();
        message(lines.evaluation(evaluation));
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
        ProgressBar last;
        synchronized (this) {
            last = bar;
            bar = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private ProgressBar bar(BarLine line, long done) {
        return new ProgressBarBuilder()
                .setTaskName("step")
                .setInitialMax(steps > 0 ? steps : -1)
                .startsFrom(done - 1, Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(line)
                .build();
    }

    private String state(TrainStep step) {
        String known = Double.isNaN(precision) ? "" : String.format(Locale.ROOT, ", precision@1 %.3f", precision);
        return String.format(
                Locale.ROOT,
                " epoch %d, loss %.2f%s, %.0f images/s",
                step.epoch(),
                step.loss(),
                known,
                step.imagesPerSecond());
    }
}
