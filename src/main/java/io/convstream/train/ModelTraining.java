package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.network.Learner;
import io.convstream.network.NonFiniteException;
import io.convstream.network.StepResult;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The training of one model: order, batch, step. */
final class ModelTraining implements AutoCloseable {

    private final TrainPlan plan;
    private final Outputs outputs;
    private final Learner learner;
    private final ReorderBuffer order;
    private final Batch batch;
    private int epoch;
    private long images;
    private @Nullable TrainFailure failure;
    private long lastStepNanos = System.nanoTime();

    /** Where what training brings forth goes. */
    record Outputs(Consumer<TrainStep> steps, Consumer<ModelSnapshot> snapshots, Consumer<TrainFailure> failures) {}

    /** Starts a model with its initial values. */
    ModelTraining(TrainPlan plan, Outputs outputs) {
        this(plan, outputs, new Learner(plan.definition()), 0);
    }

    /** Goes on where a checkpoint was taken. */
    ModelTraining(TrainPlan plan, Outputs outputs, ModelState state) {
        this(plan, outputs, new Learner(plan.definition(), state.learner()), state.next());
        state.batch().forEach(batch::add);
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
        this.order = new ReorderBuffer(next);
        this.batch = new Batch(
                plan.definition().name(),
                plan.definition().batchSize(),
                plan.definition().input().size());
    }

    void add(Example example) {
        order.add(example);
        for (Example next = order.poll(); next != null; next = order.poll()) {
            if (isOpen() && !next.isTombstone()) {
                batch.add(next);
                if (batch.isFull()) {
                    step();
                }
            }
        }
    }

    /** Trains what is left in the last batch and sends the final model to evaluation. */
    void finish() {
        if (!order.waiting().isEmpty()) {
            throw new IllegalStateException("model " + plan.definition().name() + ": record " + order.next()
                    + " never came, though later ones did");
        }
        if (isOpen() && batch.count() > 0) {
            step();
        }
        outputs.snapshots().accept(snapshot(Trigger.END));
    }

    private boolean isOpen() {
        return failure == null && learner.step() < plan.steps();
    }

    private void step() {
        try {
            StepResult result = learner.step(batch.pictures, batch.labels, batch.count());
            epoch = batch.epoch();
            images += result.images();
            long now = System.nanoTime();
            double seconds = (now - lastStepNanos) / 1e9;
            lastStepNanos = now;
            outputs.steps().accept(TrainStep.of(plan.definition().name(), epoch, images, seconds, result));
            if (plan.evaluateEvery() > 0 && learner.step() % plan.evaluateEvery() == 0) {
                outputs.snapshots().accept(snapshot(Trigger.STEPS));
            }
        } catch (NonFiniteException e) {
            failure = new TrainFailure(
                    plan.definition().name(),
                    e.step(),
                    e.learningRate(),
                    Instant.now(),
                    Objects.requireNonNull(e.getMessage()));
            outputs.failures().accept(failure);
        }
        batch.clear();
    }

    ModelState state() {
        return new ModelState(learner.state(), order.next(), batch.examples(), order.waiting(), epoch, images, failure);
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
        learner.close();
    }
}
