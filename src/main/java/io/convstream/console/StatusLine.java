package io.convstream.console;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The last line of the terminal, which shows the progress bar, with lines printed above it. Synchronized, because the
 * bar is redrawn by a thread of its own.
 */
final class StatusLine extends ConsoleProgressBarConsumer {

    private static final String CLEAR = "\r\u001b[2K";

    private static final AtomicReference<@Nullable StatusLine> CURRENT = new AtomicReference<>();

    private final PrintStream out;
    private String drawn = "";

    StatusLine(PrintStream out) {
        super(out);
        this.out = out;
    }

    @Override
    public synchronized void accept(String bar) {
        CURRENT.set(this);
        drawn = bar.substring(0, Math.min(bar.length(), Math.max(0, getMaxRenderedLength())));
        out.print(CLEAR + drawn);
        out.flush();
    }

    /** Returns the line on standard output; null if there is none. */
    static @Nullable StatusLine current() {
        return CURRENT.get();
    }

    /** Prints a line in place of the bar and redraws the bar below. */
    synchronized void printAbove(String line) {
        out.print((drawn.isEmpty() ? "" : CLEAR) + line + System.lineSeparator() + drawn);
        out.flush();
    }

    @Override
    public synchronized void close() {
        CURRENT.compareAndSet(this, null);
        drawn = "";
        out.println();
        out.flush();
    }
}
