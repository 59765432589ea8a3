package io.convstream.network;

import io.convstream.exchange.Towers;
import io.convstream.exchange.WorkerGroup;
import io.convstream.network.engine.Averaging;
import io.convstream.network.engine.TrainingEngine;
import io.convstream.network.plan.InitialValues;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.TrainableLayer;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Training of a model: the network with its updaters and moving averages, on the definition's engine. For one calling
 * thread at a time; the engine's threads are its own.
 */
@PublicEvolving
public final class Trainer implements AutoCloseable {

    private final ModelDefinition definition;
    private final NetworkPlan plan;
    private final WorkerGroup workers;
    private final TrainingEngine engine;
    private final LossAverages lossAverages;
    private final List<TrainableLayer> layers;
    private long step;
    private double rateFactor = 1;

    /**
     * Creates a model with initial parameters.
     *
     * @throws IllegalArgumentException naming the layer, if the network is not supported
     */
    public Trainer(ModelDefinition definition) {
        this(definition, Gpus.ofMachine());
    }

    /** Creates a model with initial parameters on the first training GPU, if there are GPUs. */
    public Trainer(ModelDefinition definition, Gpus gpus) {
        this(definition, definition.plan(), null, gpus, WorkerGroup.ALONE);
    }

    /** Creates a model with initial parameters, of which this worker trains a part. */
    public Trainer(ModelDefinition definition, Gpus gpus, WorkerGroup workers) {
        this(definition, definition.plan(), null, gpus, workers);
    }

    /**
     * Restores a model, to the bit. The updaters and schedules may differ from those of the state: if the updaters'
     * types or sizes differ, they start without state, which is logged.
     *
     * @throws IllegalArgumentException naming the layer, if the state is that of another network
     */
    public Trainer(ModelDefinition definition, TrainerState state) {
        this(definition, state, Gpus.ofMachine());
    }

    /** Restores a model on the first training GPU, if there are GPUs. */
    public Trainer(ModelDefinition definition, TrainerState state, Gpus gpus) {
        this(definition, state, gpus, WorkerGroup.ALONE);
    }

    /** Restores a model, of which this worker trains a part. */
    public Trainer(ModelDefinition definition, TrainerState state, Gpus gpus, WorkerGroup workers) {
        this(definition, definition.plan(), state, gpus, workers);
    }

    private Trainer(
            ModelDefinition definition,
            NetworkPlan plan,
            @Nullable TrainerState state,
            Gpus gpus,
            WorkerGroup workers) {
        this.definition = definition;
        this.plan = plan;
        this.workers = workers;
        Engine resolved = definition.engine().resolve(plan);
        engine = Engines.training(resolved, definition, plan, start(definition, plan, state), gpus, workers);
        try {
            lossAverages = new LossAverages(engine.penaltyTerms());
            layers = TrainableLayer.of(plan);
            if (state != null) {
                step = state.step();
                lossAverages.restore(state.lossAverages());
            }
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private static TrainingEngine.State start(
            ModelDefinition definition, NetworkPlan plan, @Nullable TrainerState state) {
        if (state == null) {
            float[] values = InitialValues.draw(plan, definition.seed());
            return new TrainingEngine.State(values, values, new float[0]);
        }
        float[] updater = StateCompatibility.updaterState(definition, plan, state);
        return new TrainingEngine.State(state.parameters(), state.averages(), updater);
    }

    /** Number of steps done. */
    public long step() {
        return step;
    }

    /** Multiplies the learning rate of the following steps; 1: the rate is that of the definition. Not part of the state. */
    public void scaleLearningRate(double factor) {
        if (!(factor > 0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("model " + definition.name() + ": the factor of the learning rate is "
                    + factor + ": give one above 0");
        }
        rateFactor = factor;
    }

    /** Runs a step without summary. */
    public StepResult step(float[] pixels, int[] labels, int images) {
        return step(pixels, labels, images, false);
    }

    /**
     * Runs a step: forward and backward pass, update of the parameters and their moving averages.
     *
     * @param pixels {@code [images, height, width, channels]}, standardized; may be longer
     * @param labels class indices, from 0; may be longer
     * @param images number of images, from 1 to the batch size
     * @param summarize whether to collect a {@link ModelSummary}, which affects no bit
     * @throws IllegalArgumentException if images or labels are out of range
     * @throws NonFiniteException with nothing changed, if the loss, the gradient or an updated parameter is not finite,
     *     or so large that its square is not
     */
    public StepResult step(float[] pixels, int[] labels, int images, boolean summarize) {
        return step(pixels, labels, 0, images, summarize);
    }

    /**
     * Runs a step of which this worker computes a part.
     *
     * @param pixels of the images from {@code firstImage} on; at least those of this worker's towers
     * @param labels of these images
     * @param firstImage index in the batch of the first image given
     * @param images number of images of the whole batch
     * @throws io.convstream.exchange.WorkerLostException if another worker does not take part
     */
    public StepResult step(float[] pixels, int[] labels, int firstImage, int images, boolean summarize) {
        validate(pixels, labels, firstImage, images);
        int number = Math.toIntExact(step);
        double rate = engine.learningRate(number) * rateFactor;
        SummaryCollector collector = summarize ? new SummaryCollector(plan, layers, definition.towers()) : null;
        TrainingEngine.Outcome outcome = engine.step(
                number,
                new TrainingEngine.Batch(pixels, labels, firstImage, images),
                rateFactor,
                averaging(),
                collector);
        if (!outcome.nonFinite().isEmpty()) {
            throw new NonFiniteException(definition.name(), outcome.nonFinite(), step, rate);
        }
        if (collector != null && workers.size() > 1) {
            collector.gather(new Towers(definition.towers(), workers), step, images);
        }
        double penalty = 0;
        for (double term : outcome.penalties()) {
            penalty += term;
        }
        double loss = outcome.crossEntropy() + penalty;
        lossAverages.add(outcome.crossEntropy(), outcome.penalties(), loss);
        return new StepResult(
                step++,
                rate,
                outcome.crossEntropy(),
                penalty,
                loss,
                lossAverages.total(),
                lossAverages.crossEntropy(),
                lossAverages.penalty(),
                outcome.gradientNorm(),
                outcome.correct(),
                images,
                collector == null ? null : collector.summary(outcome.penalties(), lossAverages));
    }

    private Averaging averaging() {
        return definition.lookaheadSteps() > 0
                ? Lookahead.after(step, definition.lookaheadSteps())
                : new Averaging(Math.min(definition.emaDecay(), (1.0 + step) / (10.0 + step)), false);
    }

    private void validate(float[] pixels, int[] labels, int firstImage, int images) {
        if (images < 1 || images > definition.batchSize()) {
            throw new IllegalArgumentException("model " + definition.name() + ": a step of " + images
                    + " images, but it takes 1 to " + definition.batchSize());
        }
        var towers = new Towers(definition.towers(), workers);
        int own = towers.firstImageOf(workers.rank(), images) + towers.imagesOf(workers.rank(), images) - firstImage;
        if (pixels.length < own * plan.input().size() || labels.length < own) {
            throw new IllegalArgumentException("model " + definition.name() + ": " + own + " images of "
                    + plan.input() + " need " + own * plan.input().size() + " values and " + own
                    + " labels, but there are " + pixels.length + " and " + labels.length);
        }
        for (int i = 0; i < own; i++) {
            if (labels[i] < 0 || labels[i] >= plan.classes()) {
                throw new IllegalArgumentException("model " + definition.name() + ": label " + labels[i]
                        + ", but the network has " + plan.classes() + " classes");
            }
        }
    }

    /** A copy of the state. */
    public TrainerState state() {
        TrainingEngine.State state = engine.state();
        return new TrainerState(
                definition.configuration(),
                definition.towers(),
                step,
                state.parameters(),
                state.averages(),
                state.updater(),
                lossAverages.state());
    }

    /** Ends the engine's threads and frees the native memory. */
    @Override
    public void close() {
        engine.close();
    }
}
