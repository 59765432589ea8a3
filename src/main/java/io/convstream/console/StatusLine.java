package io.convstream.console;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The terminal's last line, where the bar is drawn, and the way to print above it. The bar draws from a thread of its
 * own: one lock keeps its drawing and the lines apart.
 */
final class StatusLine extends ConsoleProgressBarConsumer {

    private static final String CLEAR = "\r\u001b[2K";

    /** The one that is drawn now, if any. */
    private static final AtomicReference<@Nullable StatusLine> SHOWN = new AtomicReference<>();

    private final PrintStream out;
    private String drawn = "";

    StatusLine(PrintStream out) {
        super(out);
        this.out = out;
    }

    @Override
    public synchronized void accept(String bar) {
        SHOWN.set(this);
        drawn = bar.substring(0, Math.min(bar.length(), Math.max(0, getMaxRenderedLength())));
        out.print(CLEAR + drawn);
        out.flush();
    }

    /** The one that is drawn on standard output now. */
    static @Nullable StatusLine shown() {
        return SHOWN.get();
    }

    /** Prints a line in the bar's place and the bar below it. */
    synchronized void printAbove(String line) {
        out.print((drawn.isEmpty() ? "" : CLEAR) + line + System.lineSeparator() + drawn);
        out.flush();
    }

    @Override
    public synchronized void close() {
        SHOWN.compareAndSet(this, null);
        drawn = "";
        out.println();
        out.flush();
    }
}
