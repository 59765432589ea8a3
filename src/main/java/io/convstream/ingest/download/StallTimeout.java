package io.convstream.ingest.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends a body that nothing comes out of any more: java.net.http has a time limit for the headers alone. */
final class StallTimeout implements AutoCloseable {

    private final InputStream body;
    private final Duration patience;
    private final ScheduledExecutorService clock;
    private volatile long lastRead = System.nanoTime();
    private volatile boolean stalled;

    StallTimeout(InputStream body, Duration patience) {
        this.body = body;
        this.patience = patience;
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "download-stall-guard");
            thread.setDaemon(true);
            return thread;
        });
        long period = Math.max(1, patience.toMillis() / 4);
        var unused = clock.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (System.nanoTime() - lastRead > patience.toNanos()) {
            stalled = true;
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    int read(byte[] buffer) throws IOException {
        int read = body.read(buffer);
        lastRead = System.nanoTime();
        if (stalled) {
            throw new IOException("nothing arrived for " + patience.toSeconds() + " s");
        }
        return read;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
