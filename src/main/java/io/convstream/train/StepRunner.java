package io.convstream.train;

import io.convstream.exchange.WorkerGroup;
import io.convstream.network.NonFiniteException;
import io.convstream.network.StepResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Runs training steps on a thread of its own, in submission order; after a failed step it runs no others. Methods are
 * for the task thread.
 */
final class StepRunner implements AutoCloseable {

    private final ReactingTrainer trainer;
    private final WorkerGroup workers;
    private final Runnable stepDone;
    private final ExecutorService thread;
    private final Deque<Submitted> inFlight = new ArrayDeque<>();
    /** Accessed only by the step thread. */
    private @Nullable Throwable failure;

    /**
     * A completed step.
     *
     * @param startNanos its start, by {@link System#nanoTime()}
     * @param endNanos its end
     * @param exchangeNanos the time of it in exchanges with other workers
     */
    record CompletedStep(Batch batch, StepResult result, long startNanos, long endNanos, long exchangeNanos) {}

    private record Submitted(Batch batch, CompletableFuture<CompletedStep> step) {}

    /** @param stepDone called on the step thread after each step, failed or not */
    StepRunner(String model, ReactingTrainer trainer, WorkerGroup workers, Runnable stepDone) {
        this.trainer = trainer;
        this.workers = workers;
        this.stepDone = stepDone;
        this.thread = Executors.newSingleThreadExecutor(step -> new Thread(step, model + " steps"));
    }

    /**
     * Submits a step. Do not modify the batch until it has completed.
     *
     * @param summarize whether to collect a summary
     */
    void submit(Batch batch, boolean summarize) {
        var step = new CompletableFuture<CompletedStep>();
        thread.execute(() -> {
            compute(batch, summarize, step);
            stepDone.run();
        });
        inFlight.add(new Submitted(batch, step)); // after execute(): close() waits for every step in this queue
    }

    private void compute(Batch batch, boolean summarize, CompletableFuture<CompletedStep> step) {
        if (failure != null) {
            step.completeExceptionally(failure);
            return;
        }
        try {
            long start = System.nanoTime();
            long exchanged = workers.exchangeNanos();
            StepResult result = trainer.step(batch.images, batch.labels, 0, batch.count(), summarize);
            step.complete(
                    new CompletedStep(batch, result, start, System.nanoTime(), workers.exchangeNanos() - exchanged));
        } catch (Throwable e) {
            failure = e;
            step.completeExceptionally(e); // await() rethrows it on the task thread
        }
    }

    /** Returns the number of submitted steps that {@link #await} has not returned. */
    int inFlight() {
        return inFlight.size();
    }

    /** Returns whether {@link #await} would return without waiting. */
    boolean isDone() {
        return !inFlight.isEmpty() && inFlight.element().step().isDone();
    }

    /** Returns the batch of the oldest step in flight. */
    Batch oldest() {
        return inFlight.element().batch();
    }

    /**
     * Waits for the oldest step in flight.
     *
     * @throws NonFiniteException if the loss, the gradient or a parameter became NaN or infinite
     */
    CompletedStep await() throws NonFiniteException {
        try {
            return inFlight.remove().step().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NonFiniteException notFinite) {
                throw notFinite;
            }
            throw e;
        }
    }

    /** Waits for running steps: they use the trainer's native memory, which its owner frees next. */
    @Override
    public void close() {
        inFlight.forEach(submitted ->
                submitted.step().handle((completed, failed) -> null).join());
        thread.shutdown();
    }
}
