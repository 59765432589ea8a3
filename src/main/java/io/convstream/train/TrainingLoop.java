package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.network.Gpus;
import io.convstream.network.ModelDefinition;
import io.convstream.network.NonFiniteException;
import io.convstream.network.StepResult;
import io.convstream.network.Trainer;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The training of one model: order, batch, step. Steps run on a thread of their own: while one runs the next waits with its
 * batch, so that nothing lies between the two, and another batch fills. {@link #settle} waits for them and emits what they
 * brought. All methods are for the task's thread.
 */
final class TrainingLoop implements AutoCloseable {

    /** In a summary, as the tutorial shows them. */
    private static final int IMAGES = 3;

    /** Steps that were started and not settled. */
    private static final int MOST_STARTED = 2;

    private static final double NANOS = 1e9;

    private final TrainPlan plan;
    private final Outputs outputs;
    private final Trainer learner;
    private final ReorderBuffer order;
    private final StepRunner steps;
    private final Deque<Batch> empty = new ArrayDeque<>();
    private Batch filling;
    private int epoch;
    private long images;
    private @Nullable TrainFailure failure;
    private long started;
    private long lastStepNanos = System.nanoTime();
    private long copyingNanos;

    /**
     * Where what training brings forth goes.
     *
     * @param stepDone called on another thread when a step has ended and wants to be settled
     */
    record Outputs(
            Consumer<TrainStep> steps,
            Consumer<TrainSummary> summaries,
            Consumer<StepTiming> paces,
            Consumer<ModelSnapshot> snapshots,
            Consumer<TrainFailure> failures,
            Runnable stepDone) {}

    /** Starts a model with its initial values. */
    TrainingLoop(TrainPlan plan, Outputs outputs, Gpus gpus) {
        this(plan, outputs, new Trainer(plan.definition(), gpus), 0);
    }

    /** Goes on where a checkpoint was taken, unless that was with other options. */
    TrainingLoop(TrainPlan plan, Outputs outputs, Gpus gpus, ModelState state) {
        this(plan, outputs, new Trainer(plan.definition(), state.fitting(plan).learner(), gpus), state.next());
        state.batch().forEach(filling::add);
        state.waiting().forEach(order::add);
        epoch = state.epoch();
        images = state.images();
        // A model that failed under other settings gets a new chance with these.
        failure = state.learner().configuration().equals(plan.definition().configuration()) ? state.failure() : null;
    }

    private TrainingLoop(TrainPlan plan, Outputs outputs, Trainer learner, long next) {
        this.plan = plan;
        this.outputs = outputs;
        this.learner = learner;
        this.started = learner.step();
        this.order = new ReorderBuffer(next);
        try {
            this.filling = batch(plan.definition());
            Stream.generate(() -> batch(plan.definition())).limit(MOST_STARTED).forEach(empty::add);
            this.steps = new StepRunner(plan.definition().name(), learner, outputs.stepDone());
        } catch (RuntimeException | Error e) {
            learner.close();
            throw e;
        }
    }

    private static Batch batch(ModelDefinition definition) {
        return new Batch(
                definition.name(), definition.batchSize(), definition.input().size());
    }

    void add(Example example) {
        order.add(example);
        for (Example next = order.poll(); next != null; next = order.poll()) {
            if (!next.isTombstone()) {
                train(next);
            }
        }
    }

    private void train(Example example) {
        if (isOpen()) {
            filling.add(example);
            if (filling.isFull()) {
                settleBeforeNext();
                start();
            }
        }
    }

    private void settleBeforeNext() {
        int most = isSnapshotDue(started) ? 0 : MOST_STARTED - 1;
        while (steps.count() > most) {
            settleOldest();
        }
    }

    /** Whether a snapshot shall be taken after so many steps, and before the next. */
    private boolean isSnapshotDue(long steps) {
        return plan.evaluateEvery() > 0 && steps % plan.evaluateEvery() == 0;
    }

    /** Trains what is left in the last batch and sends the final model to evaluation. */
    void finish() {
        if (!order.waiting().isEmpty()) {
            throw new IllegalStateException("model " + plan.definition().name() + ": record " + order.next()
                    + " never came, though later ones did");
        }
        settle();
        if (filling.count() > 0) {
            start();
            settle();
        }
        outputs.snapshots().accept(snapshot(EvaluationTrigger.END));
    }

    private boolean isOpen() {
        return failure == null && started < plan.steps();
    }

    /** Starts a step with the batch that was filled, where the model still learns. */
    private void start() {
        if (isOpen()) {
            steps.start(filling, plan.summarizes(started));
            started++;
            filling = empty.remove();
        }
    }

    /** Settles the steps that have ended. */
    void settleIfDone() {
        while (steps.isDone()) {
            settleOldest();
        }
    }

    /** Waits for all steps and emits what they brought; to be done before a checkpoint's barrier goes on. */
    void settle() {
        while (steps.count() > 0) {
            settleOldest();
        }
    }

    private void settleOldest() {
        try {
            StepRunner.Outcome outcome = steps.await();
            emit(outcome);
            outcome.batch().clear();
            empty.add(outcome.batch());
        } catch (NonFiniteException e) {
            fail(e);
        }
    }

    private void emit(StepRunner.Outcome outcome) {
        StepResult result = outcome.result();
        epoch = outcome.batch().epoch();
        images += result.images();
        double seconds = (outcome.endNanos() - lastStepNanos) / NANOS;
        lastStepNanos = outcome.endNanos();
        TrainStep step = TrainStep.of(plan.definition().name(), epoch, images, seconds, result);
        outputs.steps().accept(step);
        double computing = (outcome.endNanos() - outcome.startNanos()) / NANOS;
        outputs.paces().accept(new StepTiming(step.model(), seconds, computing, copyingNanos / NANOS, order.size()));
        copyingNanos = 0;
        if (result.summary() != null) {
            outputs.summaries()
                    .accept(new TrainSummary(
                            step, result.summary(), outcome.batch().firstImages(IMAGES)));
        }
        if (isSnapshotDue(result.step() + 1)) {
            outputs.snapshots().accept(snapshot(EvaluationTrigger.STEPS));
        }
    }

    /** The first failure counts: a step that was to follow fails with the same. */
    private void fail(NonFiniteException e) {
        if (failure != null) {
            return;
        }
        failure = new TrainFailure(
                plan.definition().name(),
                e.step(),
                e.learningRate(),
                Instant.now(),
                Objects.requireNonNull(e.getMessage()));
        filling.clear();
        outputs.failures().accept(failure);
    }

    /** What a checkpoint keeps; no step may be running. */
    ModelState state() {
        long start = System.nanoTime();
        ModelState state = new ModelState(
                learner.state(), order.next(), filling.examples(), order.waiting(), epoch, images, failure);
        copyingNanos += System.nanoTime() - start;
        return state;
    }

    ModelSnapshot snapshot(EvaluationTrigger trigger) {
        return snapshotOf(plan.definition().name(), trigger, 0, state());
    }

    static ModelSnapshot snapshotOf(String model, EvaluationTrigger trigger, long checkpoint, ModelState state) {
        return new ModelSnapshot(
                model,
                trigger,
                checkpoint,
                state.learner().step(),
                state.epoch(),
                state.images(),
                state.learner().parameters(),
                state.learner().averages());
    }

    @Nullable
    TrainFailure failure() {
        return failure;
    }

    @Override
    public void close() {
        steps.close();
        learner.close();
    }
}
