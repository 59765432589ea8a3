package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.network.Gpus;
import io.convstream.network.Learner;
import io.convstream.network.ModelDefinition;
import io.convstream.network.NonFiniteException;
import io.convstream.network.StepResult;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The training of one model: order, batch, step. A step runs on a thread of its own while the next batch fills; {@link
 * #settle} waits for it and emits what it brought. All methods are for the task's thread.
 */
final class ModelTraining implements AutoCloseable {

    /** In a summary, as the tutorial shows them. */
    private static final int PICTURES = 3;

    private static final double NANOS = 1e9;

    private final TrainPlan plan;
    private final Outputs outputs;
    private final Learner learner;
    private final ReorderBuffer order;
    private final StepRunner steps;
    private Batch filling;
    private Batch training;
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
            Consumer<StepPace> paces,
            Consumer<ModelSnapshot> snapshots,
            Consumer<TrainFailure> failures,
            Runnable stepDone) {}

    /** Starts a model with its initial values. */
    ModelTraining(TrainPlan plan, Outputs outputs, Gpus gpus) {
        this(plan, outputs, new Learner(plan.definition(), gpus), 0);
    }

    /** Goes on where a checkpoint was taken. */
    ModelTraining(TrainPlan plan, Outputs outputs, Gpus gpus, ModelState state) {
        this(plan, outputs, new Learner(plan.definition(), state.learner(), gpus), state.next());
        state.batch().forEach(filling::add);
        state.waiting().forEach(order::add);
        epoch = state.epoch();
        images = state.images();
        // A model that failed under other settings gets a new chance with these.
        failure = state.learner().configuration().equals(plan.definition().configuration()) ? state.failure() : null;
    }

    private ModelTraining(TrainPlan plan, Outputs outputs, Learner learner, long next) {
        this.plan = plan;
        this.outputs = outputs;
        this.learner = learner;
        this.started = learner.step();
        this.order = new ReorderBuffer(next);
        this.steps = new StepRunner(plan.definition().name(), learner, outputs.stepDone());
        this.filling = batch(plan.definition());
        this.training = batch(plan.definition());
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
                settle();
                start();
            }
        }
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
        outputs.snapshots().accept(snapshot(Trigger.END));
    }

    private boolean isOpen() {
        return failure == null && started < plan.steps();
    }

    /** Starts a step with the batch that was filled, where the model still learns. */
    private void start() {
        if (isOpen()) {
            Batch batch = filling;
            filling = training;
            training = batch;
            steps.start(batch, plan.summarizes(started));
            started++;
        }
    }

    /** Settles the step that runs, if it has ended. */
    void settleIfDone() {
        if (steps.isDone()) {
            settle();
        }
    }

    /** Waits for the step that runs and emits what it brought; to be done before a checkpoint's barrier goes on. */
    void settle() {
        if (!steps.isRunning()) {
            return;
        }
        try {
            emit(steps.await());
        } catch (NonFiniteException e) {
            fail(e);
        }
        training.clear();
    }

    private void emit(StepResult result) {
        epoch = training.epoch();
        images += result.images();
        long now = System.nanoTime();
        double seconds = (now - lastStepNanos) / NANOS;
        lastStepNanos = now;
        TrainStep step = TrainStep.of(plan.definition().name(), epoch, images, seconds, result);
        outputs.steps().accept(step);
        outputs.paces()
                .accept(new StepPace(
                        step.model(), seconds, steps.computingNanos() / NANOS, copyingNanos / NANOS, order.size()));
        copyingNanos = 0;
        if (result.summary() != null) {
            outputs.summaries().accept(new TrainSummary(step, result.summary(), training.firstPictures(PICTURES)));
        }
        if (plan.evaluateEvery() > 0 && learner.step() % plan.evaluateEvery() == 0) {
            outputs.snapshots().accept(snapshot(Trigger.STEPS));
        }
    }

    private void fail(NonFiniteException e) {
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

    ModelSnapshot snapshot(Trigger trigger) {
        return snapshotOf(plan.definition().name(), trigger, 0, state());
    }

    static ModelSnapshot snapshotOf(String model, Trigger trigger, long checkpoint, ModelState state) {
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
