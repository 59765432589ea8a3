package io.convstream.train;

import io.convstream.network.Learner;
import io.convstream.network.NonFiniteException;
import io.convstream.network.StepResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Runs a learner's steps on a thread of its own, one at a time. Its methods are for one other thread. */
final class StepRunner implements AutoCloseable {

    private final Learner learner;
    private final Runnable stepDone;
    private final ExecutorService thread;
    private @Nullable CompletableFuture<StepResult> running;
    /** Written before a step is complete, read after it was waited for. */
    private long computingNanos;

    /** @param stepDone called on the steps' thread when one has ended, well or not */
    StepRunner(String model, Learner learner, Runnable stepDone) {
        this.learner = learner;
        this.stepDone = stepDone;
        this.thread = Executors.newSingleThreadExecutor(step -> new Thread(step, model + " steps"));
    }

    /**
     * Starts a step; the batch must stay as it is until {@link #await}.
     *
     * @param summarize whether its result shall have a summary
     */
    void start(Batch batch, boolean summarize) {
        if (running != null) {
            throw new IllegalStateException("a step is running already");
        }
        var step = new CompletableFuture<StepResult>();
        running = step;
        thread.execute(() -> {
            compute(batch, summarize, step);
            stepDone.run();
        });
    }

    private void compute(Batch batch, boolean summarize, CompletableFuture<StepResult> step) {
        try {
            long start = System.nanoTime();
            StepResult result = learner.step(batch.pictures, batch.labels, batch.count(), summarize);
            computingNanos = System.nanoTime() - start;
            step.complete(result);
        } catch (Throwable e) {
            step.completeExceptionally(e); // await() throws it where it is waited for
        }
    }

    /** Whether a step was started whose result has not been taken. */
    boolean isRunning() {
        return running != null;
    }

    /** Whether {@link #await} would give that result at once. */
    boolean isDone() {
        return running != null && running.isDone();
    }

    /** Waits for the step that was started and takes its result. */
    StepResult await() throws NonFiniteException {
        if (running == null) {
            throw new IllegalStateException("no step is running");
        }
        CompletableFuture<StepResult> step = running;
        running = null;
        try {
            return step.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NonFiniteException notFinite) {
                throw notFinite;
            }
            throw e;
        }
    }

    /** How long the step took that was last waited for. */
    long computingNanos() {
        return computingNanos;
    }

    /** Waits for a step that runs: it computes in the memory that is freed next. */
    @Override
    public void close() {
        if (running != null) {
            running.exceptionally(e -> null).join();
        }
        thread.shutdown();
    }
}
