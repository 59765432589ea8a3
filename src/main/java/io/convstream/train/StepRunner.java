package io.convstream.train;

import io.convstream.network.NonFiniteException;
import io.convstream.network.StepResult;
import io.convstream.network.Trainer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a learner's steps on a thread of its own, in the order in which they were started; none after one that failed. Its
 * methods are for one other thread.
 */
final class StepRunner implements AutoCloseable {

    private final Trainer learner;
    private final Runnable stepDone;
    private final ExecutorService thread;
    private final Deque<CompletableFuture<Outcome>> started = new ArrayDeque<>();
    /** Of the steps' thread alone. */
    private @Nullable Throwable failure;

    /**
     * A step that has ended.
     *
     * @param startNanos when it began, as {@link System#nanoTime()} tells it
     * @param endNanos when it ended
     */
    record Outcome(Batch batch, StepResult result, long startNanos, long endNanos) {}

    /** @param stepDone called on the steps' thread when one has ended, well or not */
    StepRunner(String model, Trainer learner, Runnable stepDone) {
        this.learner = learner;
        this.stepDone = stepDone;
        this.thread = Executors.newSingleThreadExecutor(step -> new Thread(step, model + " steps"));
    }

    /**
     * Starts a step, which begins when those before it have ended; the batch must stay as it is until then.
     *
     * @param summarize whether its result shall have a summary
     */
    void start(Batch batch, boolean summarize) {
        var step = new CompletableFuture<Outcome>();
        thread.execute(() -> {
            compute(batch, summarize, step);
            stepDone.run();
        });
        started.add(step); // only now: close() waits for it
    }

    private void compute(Batch batch, boolean summarize, CompletableFuture<Outcome> step) {
        if (failure != null) {
            step.completeExceptionally(failure);
            return;
        }
        try {
            long start = System.nanoTime();
            StepResult result = learner.step(batch.images, batch.labels, batch.count(), summarize);
            step.complete(new Outcome(batch, result, start, System.nanoTime()));
        } catch (Throwable e) {
            failure = e;
            step.completeExceptionally(e); // await() throws it where it is waited for
        }
    }

    /** How many steps were started whose outcome has not been taken. */
    int count() {
        return started.size();
    }

    /** Whether {@link #await} would give an outcome at once. */
    boolean isDone() {
        return !started.isEmpty() && started.element().isDone();
    }

    /** Waits for the step that was started first of those that {@link #count} counts, and takes its outcome. */
    Outcome await() throws NonFiniteException {
        try {
            return started.remove().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NonFiniteException notFinite) {
                throw notFinite;
            }
            throw e;
        }
    }

    /** Waits for steps that run: they compute in the memory that is freed next. */
    @Override
    public void close() {
        started.forEach(step -> step.handle((outcome, failed) -> null).join());
        thread.shutdown();
    }
}
