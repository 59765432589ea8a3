package io.convstream.exchange;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Sends frames on a thread of its own, in order, so that two workers may send to each other at once. */
final class Sender implements AutoCloseable {

    private final Connection connection;
    private final ExecutorService thread;
    private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    Sender(Connection connection) {
        this.connection = connection;
        thread = Executors.newSingleThreadExecutor(work -> {
            var created = new Thread(work, "convstream exchange with " + connection.peer());
            created.setDaemon(true);
            return created;
        });
    }

    Connection connection() {
        return connection;
    }

    /** Sends the bytes of buffers, which must not change until the result is complete. */
    CompletableFuture<Void> send(Frame.Kind kind, long step, ByteBuffer... payload) {
        try {
            last = CompletableFuture.runAsync(() -> connection.send(kind, step, payload), thread);
        } catch (RejectedExecutionException e) {
            last = CompletableFuture.failedFuture(connection.closed());
        }
        return last;
    }

    /** Waits until all frames have been sent, or cannot be. */
    void flush() {
        last.handle((done, failed) -> true).join();
    }

    static void await(CompletableFuture<Void> sent) {
        try {
            sent.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof WorkerLostException lost ? lost : e;
        }
    }

    @Override
    public void close() {
        connection.close();
        thread.shutdown();
    }
}
