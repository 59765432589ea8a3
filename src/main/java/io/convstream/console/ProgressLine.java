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
 * A progress bar with figures beside it, as wide as the terminal: what does not fit is left out, the least important
 * first. Without a terminal there is nothing to see of it.
 */
public final class ProgressLine implements ProgressBarRenderer {

    private static final int REDRAW_MILLIS = 500;
    private static final int LEAST_BAR = 10;
    private static final int MOST_BAR = 40;
    private static final int COUNT = 1;
    private static final int SPEED = 8;
    private static final int TIME_LEFT = 9;

    private final String task;
    private final String unit;
    private volatile List<Piece> pieces = List.of();

    /**
     * A figure.
     *
     * @param rank what has a lower one is left out first; from 2 to 8
     */
    public record Piece(int rank, String text) {}

    /**
     * A line that counts.
     *
     * @param task what is done, to begin the line with
     * @param unit what is counted; if it is not empty, how many of them a second are shown
     */
    public ProgressLine(String task, String unit) {
        this.task = task;
        this.unit = unit;
    }

    /** Whether a line can be redrawn on standard output: a terminal that nobody asked to keep plain. */
    @SuppressWarnings("SystemConsoleNull") // Of JDK 22 and newer: the build and the launcher want an older one.
    public static boolean isShown() {
        String terminal = System.getenv("TERM");
        return System.console() != null
                && System.getenv("NO_COLOR") == null
                && terminal != null
                && !terminal.equals("dumb");
    }

    /** Starts to count on standard output. */
    public static ProgressBar start(String task, String unit, long max) {
        return new ProgressLine(task, unit).bar(max, 0, isShown() ? new StatusLine(System.out) : null);
    }

    /**
     * Starts it on standard output.
     *
     * @param max what is counted to; 0 if nobody knows
     * @param done what is counted already
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

    /** The figures beside the bar from now on. */
    public void show(List<Piece> figures) {
        pieces = List.copyOf(figures);
    }

    @Override
    public String render(ProgressState progress, int width) {
        List<Piece> all = new ArrayList<>();
        boolean ends = progress.getMax() > 0 && !progress.isIndefinite();
        all.add(new Piece(ends ? COUNT : TIME_LEFT, count(progress)));
        all.addAll(pieces);
        speed(progress).ifPresent(all::add);
        timeLeft(progress).ifPresent(left -> all.add(new Piece(TIME_LEFT, left)));
        int bar = ends ? " 100% []".length() + LEAST_BAR + 1 : 1;
        while (!all.isEmpty() && task.length() + bar + text(all).length() > width) {
            all.remove(all.stream().min(Comparator.comparingInt(Piece::rank)).orElseThrow());
        }
        String text = task
                + (ends ? bar(progress, width - task.length() - bar - text(all).length()) : "") + " " + text(all);
        return text.substring(0, Math.max(0, Math.min(width, text.length())));
    }

    private static String text(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).collect(Collectors.joining(", "));
    }

    private static String bar(ProgressState progress, int more) {
        int cells = Math.min(MOST_BAR, LEAST_BAR + Math.max(0, more));
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

    private Optional<Piece> speed(ProgressState progress) {
        double seconds = seconds(progress);
        return unit.isEmpty() || seconds < 1
                ? Optional.empty()
                : Optional.of(new Piece(
                        SPEED,
                        String.format(
                                Locale.ROOT,
                                "%,.0f%s/s",
                                (progress.getCurrent() - progress.getStart()) / seconds,
                                unit)));
    }

    /** As fast as it was since the start. */
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
