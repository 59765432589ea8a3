package io.convstream.publish;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * The terminal's last line, where the bar is drawn, and the way to print above it. The bar draws from a thread of its
 * own: one lock keeps its drawing and the lines apart.
 */
final class BarLine extends ConsoleProgressBarConsumer {

    private static final String CLEAR = "\r\u001b[2K";

    private final PrintStream out;
    private String drawn = "";

    BarLine(PrintStream out) {
        super(out);
        this.out = out;
    }

    @Override
    public synchronized void accept(String bar) {
        drawn = bar.substring(0, Math.min(bar.length(), Math.max(0, getMaxRenderedLength())));
        out.print(CLEAR + drawn);
        out.flush();
    }

    /** Prints a line in the bar's place and the bar below it. */
    synchronized void printAbove(String line) {
        out.print((drawn.isEmpty() ? "" : CLEAR) + line + System.lineSeparator() + drawn);
        out.flush();
    }

    @Override
    public synchronized void close() {
        drawn = "";
        out.println();
        out.flush();
    }
}
