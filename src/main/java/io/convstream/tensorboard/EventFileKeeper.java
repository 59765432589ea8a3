package io.convstream.tensorboard;

import io.convstream.failure.Reason;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes and thins event files on a thread of its own: both take up to seconds. */
final class EventFileKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventFileKeeper.class);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(EventFileKeeper::daemon);
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final Thinning thinning;
    private volatile boolean closed;

    /** @param limit bytes of the complete files of each folder */
    EventFileKeeper(long limit) {
        thinning = new Thinning(limit, () -> closed);
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "convstream tensorboard");
        thread.setDaemon(true);
        return thread;
    }

    /** Publishes a file. */
    void complete(EventFileWriter file) {
        thread.execute(() -> {
            try (file) {
                file.publish();
            } catch (IOException e) {
                failure.compareAndSet(null, failed(file.target(), e));
            }
        });
    }

    /** Thins the files that precede one, if they exceed the limit. A failure is repaired by the next thinning. */
    void thinBefore(StoragePath current) {
        thread.execute(() -> {
            if (closed) {
                return;
            }
            try {
                List<EventFile> files = EventFile.before(current);
                if (thinning.isNeeded(files)) {
                    long start = System.nanoTime();
                    thinning.thin(files);
                    log(files, EventFile.before(current), System.nanoTime() - start);
                }
            } catch (IOException e) {
                LOG.warn("Cannot thin the TensorBoard files before {}: {}.", current, Reason.of(e));
            }
        });
    }

    private static void log(List<EventFile> before, List<EventFile> after, long nanos) {
        LOG.info(
                "Thinned {} TensorBoard files of {} MB to {} of {} MB in {} ms.",
                before.size(),
                EventFile.bytes(before) >> 20,
                after.size(),
                EventFile.bytes(after) >> 20,
                nanos / 1_000_000);
    }

    static IOException failed(StoragePath path, IOException e) {
        return new IOException(
                "cannot write for TensorBoard in " + path
                        + " (is it full or read-only?): free it, or use --no-tensorboard",
                e);
    }

    /** @throws IOException if a file could not be published */
    void check() throws IOException {
        IOException e = failure.getAndSet(null);
        if (e != null) {
            throw e;
        }
    }

    /** Waits until all files are published; ends a thinning that is running. */
    @Override
    public void close() throws IOException {
        closed = true;
        thread.shutdown();
        try {
            while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.info("Waiting for the files of TensorBoard.");
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        check();
    }
}
