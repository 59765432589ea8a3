package io.convstream.serve;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Predicts micro-batches on a thread of its own, in order, while the task thread fills the next. Methods are for the task thread. */
final class ServeThread implements AutoCloseable {

    private final Predictor predictor;
    private final Runnable done;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "convstream predictions"));
    private final Deque<CompletableFuture<ServeResult>> inFlight = new ArrayDeque<>();

    /** @param done called on the thread after each micro-batch, failed or not */
    ServeThread(Predictor predictor, Runnable done) {
        this.predictor = predictor;
        this.done = done;
    }

    void submit(List<ServeEntry> batch, Set<String> recent) {
        var result = new CompletableFuture<ServeResult>();
        thread.execute(() -> {
            try {
                result.complete(predictor.predict(batch, recent));
            } catch (Throwable e) { // await() rethrows it on the task thread
                result.completeExceptionally(e);
            }
            done.run();
        });
        inFlight.add(result);
    }

    int inFlight() {
        return inFlight.size();
    }

    /** Returns whether {@link #await} would return without waiting. */
    boolean isDone() {
        return !inFlight.isEmpty() && inFlight.element().isDone();
    }

    /** Waits for the oldest micro-batch in flight. */
    ServeResult await() throws IOException {
        try {
            return inFlight.remove().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Waits for running micro-batches: they use native memory, which its owner frees next. */
    @Override
    public void close() {
        inFlight.forEach(batch -> batch.handle((result, failure) -> null).join());
        thread.shutdown();
    }
}
