package io.convstream.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar followed by text segments, fitted to the terminal's width by omitting segments of low priority. Prints
 * nothing if there is no terminal.
 */
public final class ProgressLine implements ProgressBarRenderer {

    private static final int REDRAW_MILLIS = 500;
    private static final int MIN_CELLS = 10;
    private static final int MAX_CELLS = 40;
    private static final int COUNT = 1;
    private static final int SPEED = 8;
    private static final int TIME_LEFT = 9;

    private final String task;
    private final String unit;
    private volatile List<Segment> segments = List.of();

    /**
     * A text beside the bar.
     *
     * @param priority from 2 to 8; segments of lower priority are omitted first
     */
    public record Segment(int priority, String text) {}

    /**
     * Creates a line.
     *
     * @param task the text before the bar
     * @param unit the unit of the count, also shown per second; empty for neither
     */
    public ProgressLine(String task, String unit) {
        this.task = task;
        this.unit = unit;
    }

    /** Returns whether standard output is a terminal that can redraw a line, and {@code NO_COLOR} is not set. */
    @SuppressWarnings("SystemConsoleNull") // Always non-null since JDK 22; convstream runs on JDK 17.
    public static boolean isSupported() {
        String terminal = System.getenv("TERM");
        return System.console() != null
                && System.getenv("NO_COLOR") == null
                && terminal != null
                && !terminal.equals("dumb");
    }

    /** Starts a bar on standard output. */
    public static ProgressBar start(String task, String unit, long max) {
        return new ProgressLine(task, unit).bar(max, 0, isSupported() ? new StatusLine(System.out) : null);
    }

    /**
     * Starts a bar.
     *
     * @param max the final count; 0 if unknown
     * @param done the initial count
     */
    public ProgressBar bar(long max, long done, PrintStream out) {
        return bar(max, done, new StatusLine(out));
    }

    ProgressBar bar(long max, long done, @Nullable ProgressBarConsumer line) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(max > 0 ? max : -1)
                .startsFrom(done, Duration.ZERO)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setRenderer(this)
                .setConsumer(line == null ? new DelegatingProgressBarConsumer(text -> {}) : line)
                .build();
    }

    /** Sets the segments beside the bar. */
    public void setSegments(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    @Override
    public String render(ProgressState progress, int width) {
        List<Segment> all = new ArrayList<>();
        boolean ends = progress.getMax() > 0 && !progress.isIndefinite();
        all.add(new Segment(ends ? COUNT : TIME_LEFT, count(progress)));
        all.addAll(segments);
        speed(progress).ifPresent(all::add);
        timeLeft(progress).ifPresent(left -> all.add(new Segment(TIME_LEFT, left)));
        int bar = ends ? " 100% []".length() + MIN_CELLS + 1 : 1;
        while (!all.isEmpty() && task.length() + bar + text(all).length() > width) {
            all.remove(
                    all.stream().min(Comparator.comparingInt(Segment::priority)).orElseThrow());
        }
        String text = task
                + (ends ? bar(progress, width - task.length() - bar - text(all).length()) : "") + " " + text(all);
        return text.substring(0, Math.max(0, Math.min(width, text.length())));
    }

    private static String text(List<Segment> segments) {
        return segments.stream().map(Segment::text).collect(Collectors.joining(", "));
    }

    private static String bar(ProgressState progress, int more) {
        int cells = Math.min(MAX_CELLS, MIN_CELLS + Math.max(0, more));
        double share = Math.min(1, (double) progress.getCurrent() / progress.getMax());
        int full = (int) (share * cells);
        String head = full > 0 && full < cells ? ">" : "";
        return String.format(Locale.ROOT, " %3d%% [", (int) (share * 100))
                + "=".repeat(full - head.length())
                + head
                + " ".repeat(cells - full)
                + "]";
    }

    private String count(ProgressState progress) {
        return progress.getMax() > 0
                ? String.format(Locale.ROOT, "%,d/%,d%s", progress.getCurrent(), progress.getMax(), unit)
                : String.format(Locale.ROOT, "%,d%s", progress.getCurrent(), unit);
    }

    private Optional<Segment> speed(ProgressState progress) {
        double seconds = seconds(progress);
        return unit.isEmpty() || seconds < 1
                ? Optional.empty()
                : Optional.of(new Segment(
                        SPEED,
                        String.format(
                                Locale.ROOT,
                                "%,.0f%s/s",
                                (progress.getCurrent() - progress.getStart()) / seconds,
                                unit)));
    }

    /** Estimates the remaining time from the mean speed since the start. */
    private static Optional<String> timeLeft(ProgressState progress) {
        long done = progress.getCurrent() - progress.getStart();
        if (progress.getMax() <= 0 || done <= 0 || progress.getCurrent() >= progress.getMax()) {
            return Optional.empty();
        }
        long left = Math.round(seconds(progress) / done * (progress.getMax() - progress.getCurrent()));
        return Optional.of(
                left >= 3600
                        ? String.format(Locale.ROOT, "%d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60)
                        : String.format(Locale.ROOT, "%d:%02d left", left / 60, left % 60));
    }

    private static double seconds(ProgressState progress) {
        return progress.getElapsedAfterStart().toMillis() / 1e3;
    }
}
