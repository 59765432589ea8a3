package io.convstream.network;

import io.convstream.network.engine.Device;
import io.convstream.network.engine.ParameterUpdate;
import io.convstream.network.engine.ReplicaGroup;
import io.convstream.network.engine.ReplicaGroups;
import io.convstream.network.engine.SharedParameters;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.nd4j.OwnedResources;
import io.convstream.network.plan.InitialValues;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.TrainableLayer;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A model that learns: the compiled network with its updater and averages, in native memory. For one thread at a time;
 * the towers' threads are its own.
 */
@PublicEvolving
public final class Trainer implements AutoCloseable {

    private final ModelDefinition definition;
    private final NetworkPlan plan;
    private final TowerThreads towers;
    private final SharedParameters weights;
    private final ReplicaGroups groups;
    private final ParameterUpdate update;
    private final LossAverages lossAverages;
    private final List<TrainableLayer> layers;
    private long step;

    /**
     * A new model with its initial values.
     *
     * @throws IllegalArgumentException where the configuration cannot be read or has a layer that we cannot run
     */
    public Trainer(ModelDefinition definition) {
        this(definition, Gpus.ofMachine());
    }

    /** A new model on some of the GPUs, where there are any. */
    public Trainer(ModelDefinition definition, Gpus gpus) {
        this(definition, definition.plan(), null, DataType.FLOAT, gpus);
    }

    /**
     * A model as it was, to the bit. The state may have been taken under other updaters or schedules: the updaters'
     * memory is kept where they are of the same kind and size, else it starts anew, and the log says which.
     *
     * @throws IllegalArgumentException naming the layer, where the state is that of another network
     */
    public Trainer(ModelDefinition definition, TrainerState state) {
        this(definition, state, Gpus.ofMachine());
    }

    /** A model as it was, on some of the GPUs, where there are any. */
    public Trainer(ModelDefinition definition, TrainerState state, Gpus gpus) {
        this(definition, definition.plan(), state, DataType.FLOAT, gpus);
    }

    /** @param type FLOAT, but for tests that compare with finite differences */
    Trainer(ModelDefinition definition, NetworkPlan plan, @Nullable TrainerState state, DataType type, Gpus gpus) {
        this.definition = definition;
        this.plan = plan;
        float[] restored = state == null ? new float[0] : StateCompatibility.updaterState(definition, plan, state);
        var built = new OwnedResources();
        try {
            towers = built.add(new TowerThreads(
                    definition.name(), Device.forTowers(definition.towers(), definition.shareGpu(), gpus.training())));
            weights = built.add(new SharedParameters(type, plan, definition.towers()));
            groups = new ReplicaGroups(plan, weights, definition.batchSize(), definition.towers(), definition.seed());
            update = built.add(towers.compute(() -> {
                float[] first = state == null ? InitialValues.draw(plan, definition.seed()) : state.parameters();
                weights.load(first);
                float[] averages = state == null ? first : state.averages();
                return new ParameterUpdate(plan, weights, definition.towers(), averages, restored);
            }));
            lossAverages = new LossAverages(update.penaltyTerms());
            layers = TrainableLayer.of(plan);
            if (state != null) {
                step = state.step();
                lossAverages.restore(state.lossAverages());
            }
        } catch (RuntimeException | Error e) {
            built.close();
            throw e;
        }
    }

    /** The number of steps done. */
    public long step() {
        return step;
    }

    /** A step that nobody looks into. */
    public StepResult step(float[] pixels, int[] labels, int images) {
        return step(pixels, labels, images, false);
    }

    /**
     * One step: forward, backward, update, averages.
     *
     * @param pixels one image after the other, {@code [images, height, width, channels]}; may be longer
     * @param labels the classes, from 0; may be longer
     * @param images the number of images, from 1 to the batch size
     * @param summarize whether the result shall tell what is to be seen inside; it changes nothing
     * @throws NonFiniteException before anything is changed, where loss, gradient or updated parameter is not finite
     *     (or so large that its square is not)
     */
    public StepResult step(float[] pixels, int[] labels, int images, boolean summarize) {
        check(pixels, labels, images);
        int number = Math.toIntExact(step);
        double rate = update.learningRate(number);
        ReplicaGroup group = groups.of(images, towers);
        SummaryCollector collector = summarize ? new SummaryCollector(plan, layers, group.towers()) : null;
        List<SoftmaxLoss.Sums> sums = group.train(towers, step, pixels, labels, definition.labelSmoothing(), collector);
        double crossEntropy = 0;
        int correct = 0;
        for (SoftmaxLoss.Sums tower : sums) {
            crossEntropy += tower.crossEntropy() / images;
            correct += tower.correct();
        }
        ParameterUpdate.Result result = update.run(towers, number, sums.size(), crossEntropy, emaDecay(), collector);
        if (!result.nonFinite().isEmpty()) {
            throw new NonFiniteException(definition.name(), result.nonFinite(), step, rate);
        }
        double penalty = 0;
        for (double term : result.penalties()) {
            penalty += term;
        }
        double loss = crossEntropy + penalty;
        lossAverages.add(crossEntropy, result.penalties(), loss);
        return new StepResult(
                step++,
                rate,
                crossEntropy,
                penalty,
                loss,
                lossAverages.total(),
                lossAverages.crossEntropy(),
                lossAverages.penalty(),
                result.gradientNorm(),
                correct,
                images,
                collector == null ? null : collector.summary(result.penalties(), lossAverages));
    }

    private double emaDecay() {
        return Math.min(definition.emaDecay(), (1.0 + step) / (10.0 + step));
    }

    private void check(float[] pixels, int[] labels, int images) {
        if (images < 1 || images > definition.batchSize()) {
            throw new IllegalArgumentException("model " + definition.name() + ": a step of " + images
                    + " images, but it takes 1 to " + definition.batchSize());
        }
        if (pixels.length < images * plan.input().size() || labels.length < images) {
            throw new IllegalArgumentException("model " + definition.name() + ": " + images + " images of "
                    + plan.input() + " need " + images * plan.input().size() + " values and " + images
                    + " labels, but there are " + pixels.length + " and " + labels.length);
        }
        for (int i = 0; i < images; i++) {
            if (labels[i] < 0 || labels[i] >= plan.classes()) {
                throw new IllegalArgumentException("model " + definition.name() + ": label " + labels[i]
                        + ", but the network has " + plan.classes() + " classes");
            }
        }
    }

    /** A copy of all that the learner holds. */
    public TrainerState state() {
        return towers.compute(() -> new TrainerState(
                definition.configuration(),
                definition.towers(),
                step,
                weights.copy(),
                update.averages(),
                update.optimizerState(),
                lossAverages.state()));
    }

    /** Frees the native memory and ends the towers' threads. */
    @Override
    public void close() {
        towers.close();
        groups.close();
        update.close();
        weights.close();
    }
}
