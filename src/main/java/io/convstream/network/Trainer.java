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
 * Training of a model: the compiled network with its updaters and moving averages, in native memory. For one calling
 * thread at a time; the towers' threads are its own.
 */
@PublicEvolving
public final class Trainer implements AutoCloseable {

    private final ModelDefinition definition;
    private final NetworkPlan plan;
    private final OwnedResources resources;
    private final TowerThreads towers;
    private final SharedParameters parameters;
    private final ReplicaGroups groups;
    private final ParameterUpdate update;
    private final LossAverages lossAverages;
    private final List<TrainableLayer> layers;
    private long step;

    /**
     * Creates a model with initial parameters.
     *
     * @throws IllegalArgumentException naming the layer, if the network is not supported
     */
    public Trainer(ModelDefinition definition) {
        this(definition, Gpus.ofMachine());
    }

    /** Creates a model with initial parameters on the training GPUs, if there are GPUs. */
    public Trainer(ModelDefinition definition, Gpus gpus) {
        this(definition, definition.plan(), null, DataType.FLOAT, gpus);
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

    /** Restores a model on the training GPUs, if there are GPUs. */
    public Trainer(ModelDefinition definition, TrainerState state, Gpus gpus) {
        this(definition, definition.plan(), state, DataType.FLOAT, gpus);
    }

    /** @param type FLOAT; DOUBLE in tests that compare with finite differences */
    Trainer(ModelDefinition definition, NetworkPlan plan, @Nullable TrainerState state, DataType type, Gpus gpus) {
        this.definition = definition;
        this.plan = plan;
        float[] optimizerState =
                state == null ? new float[0] : StateCompatibility.updaterState(definition, plan, state);
        resources = new OwnedResources();
        try {
            towers = resources.add(new TowerThreads(
                    definition.name(), Device.forTowers(definition.towers(), definition.shareGpu(), gpus.training())));
            parameters = resources.add(new SharedParameters(type, plan, definition.towers()));
            groups = resources.add(new ReplicaGroups(
                    plan, parameters, definition.batchSize(), definition.towers(), definition.seed()));
            update = resources.add(towers.compute(() -> {
                float[] values = state == null ? InitialValues.draw(plan, definition.seed()) : state.parameters();
                parameters.load(values);
                float[] averages = state == null ? values : state.averages();
                return new ParameterUpdate(plan, parameters, definition.towers(), averages, optimizerState);
            }));
            lossAverages = new LossAverages(update.penaltyTerms());
            layers = TrainableLayer.of(plan);
            if (state != null) {
                step = state.step();
                lossAverages.restore(state.lossAverages());
            }
        } catch (RuntimeException | Error e) {
            resources.close();
            throw e;
        }
    }

    /** Number of steps done. */
    public long step() {
        return step;
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
        validate(pixels, labels, images);
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

    private void validate(float[] pixels, int[] labels, int images) {
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

    /** A copy of the state. */
    public TrainerState state() {
        return towers.compute(() -> new TrainerState(
                definition.configuration(),
                definition.towers(),
                step,
                parameters.copy(),
                update.averages(),
                update.optimizerState(),
                lossAverages.state()));
    }

    /** Ends the towers' threads and frees the native memory. */
    @Override
    public void close() {
        resources.close();
    }
}
