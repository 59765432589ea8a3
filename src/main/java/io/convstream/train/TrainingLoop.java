package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.network.Gpus;
import io.convstream.network.NonFiniteException;
import io.convstream.network.StepResult;
import io.convstream.network.TrainerState;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The training loop of one model: reorder, batch, step. Steps run on a thread of their own; the next one is queued with
 * its batch while one runs, so that the thread never idles, and a third batch fills. {@link #drain} waits for the steps
 * in flight and emits their results. All methods are for the task thread.
 */
final class TrainingLoop implements AutoCloseable {

    /** Images in a summary, as in the tutorial. */
    private static final int SUMMARY_IMAGES = 3;

    private static final int MAX_IN_FLIGHT = 2;
    private static final double NANOS = 1e9;

    private final TrainPlan plan;
    private final TrainOutputs outputs;
    private final ReactingTrainer trainer;
    private final LeadingWorker workers;
    private final ReorderBuffer reorder;
    private final StepRunner steps;
    private final Deque<Batch> emptyBatches = new ArrayDeque<>();
    private Batch batch;
    private int epoch;
    private long images;
    private boolean dropped;
    private @Nullable TrainFailure failure;
    private long submitted;
    private long lastStepNanos = System.nanoTime();
    private long checkpointNanos;
    private final Fingerprint fingerprint;
    /** The images of a restored incomplete batch; if the batch size has changed, they may fill several batches. */
    private final Deque<Example> restored = new ArrayDeque<>();

    /** Starts with initial parameters. */
    TrainingLoop(TrainPlan plan, TrainOutputs outputs, Gpus gpus, LeadingWorker workers) {
        this(plan, outputs, ReactingTrainer.initial(plan, gpus, workers), workers, 0);
    }

    /**
     * Resumes from a checkpoint.
     *
     * @throws IllegalArgumentException if the plan's options differ from those of the checkpoint
     */
    TrainingLoop(TrainPlan plan, TrainOutputs outputs, Gpus gpus, LeadingWorker workers, ModelState state) {
        this(
                plan,
                outputs,
                ReactingTrainer.restored(plan, state.checkedFor(plan), gpus, workers),
                workers,
                state.next());
        restored.addAll(state.batch());
        state.early().forEach(reorder::add);
        epoch = state.epoch();
        images = state.images();
        dropped = state.dropped();
        // A changed configuration, such as a lower learning rate, clears the failure.
        failure = state.trainer().configuration().equals(plan.definition().configuration()) ? state.failure() : null;
    }

    private TrainingLoop(
            TrainPlan plan, TrainOutputs outputs, ReactingTrainer trainer, LeadingWorker workers, long next) {
        this.plan = plan;
        this.outputs = outputs;
        this.trainer = trainer;
        this.workers = workers;
        this.submitted = trainer.step();
        this.fingerprint = plan.fingerprint().onThisMachine(plan.definition());
        this.reorder = new ReorderBuffer(next);
        try {
            this.batch = new Batch(plan.definition());
            for (int i = 0; i < MAX_IN_FLIGHT; i++) {
                emptyBatches.add(new Batch(plan.definition()));
            }
            this.steps = new StepRunner(plan.definition().name(), trainer, workers, outputs.stepDone());
            workers.start(plan, trainer);
        } catch (RuntimeException | Error e) {
            trainer.close();
            throw e;
        }
    }

    /** Adds the images of the restored batch. Not done on restore, where steps must not be emitted. */
    private void addRestored() {
        while (!restored.isEmpty()) {
            train(restored.remove());
        }
    }

    void add(Example example) {
        addRestored();
        reorder.add(example);
        for (Example next = reorder.poll(); next != null; next = reorder.poll()) {
            if (!next.isTombstone()) {
                train(next);
            }
        }
    }

    private void train(Example example) {
        if (isTraining()) {
            batch.add(example);
            if (batch.isFull()) {
                awaitSlot();
                submit();
            }
        } else {
            dropped |= failure == null;
        }
    }

    /** Waits until a step can be submitted; for all steps in flight if a snapshot is due before it. */
    private void awaitSlot() {
        int limit = isSnapshotDue(submitted) ? 0 : MAX_IN_FLIGHT - 1;
        while (steps.inFlight() > limit) {
            emitOldest();
        }
    }

    private boolean isSnapshotDue(long stepsDone) {
        return plan.evaluateEvery() > 0 && stepsDone % plan.evaluateEvery() == 0;
    }

    /** Trains the last, incomplete batch and emits the final snapshot. */
    void finish() {
        if (!reorder.early().isEmpty()) {
            throw new IllegalStateException("model " + plan.definition().name() + ": record " + reorder.next()
                    + " is missing, though later ones have arrived");
        }
        drain();
        if (batch.count() > 0) {
            submit();
            drain();
        }
        outputs.snapshots().accept(snapshot(EvaluationTrigger.END));
        workers.end();
    }

    private boolean isTraining() {
        return failure == null && submitted < plan.steps();
    }

    private void submit() {
        if (isTraining()) {
            workers.send(submitted, batch, plan.summarizes(submitted));
            steps.submit(batch, plan.summarizes(submitted));
            submitted++;
            batch = emptyBatches.remove();
        }
    }

    /** Emits the results of completed steps, without waiting. */
    void emitCompleted() {
        while (steps.isDone()) {
            emitOldest();
        }
    }

    /** Waits for all steps in flight and emits their results; call it before forwarding a checkpoint barrier. */
    void drain() {
        addRestored();
        while (steps.inFlight() > 0) {
            emitOldest();
        }
    }

    private void emitOldest() {
        Batch oldest = steps.oldest();
        try {
            StepRunner.CompletedStep completed = steps.await();
            emit(completed);
            completed.batch().clear();
            emptyBatches.add(completed.batch());
        } catch (NonFiniteException e) {
            fail(e, oldest);
        }
    }

    private void emit(StepRunner.CompletedStep completed) {
        StepResult result = completed.result();
        epoch = completed.batch().epoch();
        images += result.images();
        double seconds = (completed.endNanos() - lastStepNanos) / NANOS;
        lastStepNanos = completed.endNanos();
        TrainStep step = TrainStep.of(plan.definition().name(), epoch, images, seconds, result);
        outputs.steps().accept(ClassifiedBatch.of(step, completed.batch(), result));
        outputs.timings().accept(StepTiming.of(step.model(), seconds, completed, checkpointNanos, reorder.size()));
        checkpointNanos = 0;
        if (result.summary() != null) {
            outputs.summaries()
                    .accept(new TrainSummary(
                            step, result.summary(), completed.batch().firstImages(SUMMARY_IMAGES)));
        }
        if (isSnapshotDue(result.step() + 1)) {
            outputs.snapshots().accept(snapshot(EvaluationTrigger.STEPS));
        }
    }

    /** Records the first failure; steps queued behind a failed one fail with the same exception. */
    private void fail(NonFiniteException e, Batch failed) {
        if (failure != null) {
            return;
        }
        failure = TrainFailure.of(plan.definition().name(), e, failed);
        batch.clear();
        outputs.failures().accept(failure);
    }

    /** Returns the state for a checkpoint; call {@link #drain} first. */
    ModelState state() {
        long start = System.nanoTime();
        workers.requestHashes(trainer.step());
        TrainerState trained = trainer.state();
        workers.verify(trained.step(), trained.parameters());
        ModelState state = new ModelState(
                trained,
                reorder.next(),
                Stream.concat(batch.examples().stream(), restored.stream()).toList(),
                reorder.early(),
                epoch,
                images,
                dropped,
                failure,
                trainer.rate(),
                fingerprint);
        checkpointNanos += System.nanoTime() - start;
        return state;
    }

    private ModelSnapshot snapshot(EvaluationTrigger trigger) {
        return state().snapshot(plan.definition().name(), trigger, 0);
    }

    @Nullable
    TrainFailure failure() {
        return failure;
    }

    @Override
    public void close() {
        if (steps.inFlight() > 0) {
            workers.interrupt();
        }
        steps.close();
        workers.close();
        trainer.close();
    }
}
