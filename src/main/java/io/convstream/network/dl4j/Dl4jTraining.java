package io.convstream.network.dl4j;

import io.convstream.image.SplitMix;
import io.convstream.network.engine.Averaging;
import io.convstream.network.engine.Device;
import io.convstream.network.engine.FloatSource;
import io.convstream.network.engine.StepObserver;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.engine.TrainingEngine;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.UpdaterBlock;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Training by DL4J's network and updaters through the public API of ND4J, on a thread of its own. On the CPU the same to
 * the bit in every run with the same number of threads.
 */
public final class Dl4jTraining implements TrainingEngine {

    private final NetworkPlan plan;
    private final long seed;
    private final double labelSmoothing;
    private final TowerThreads thread;
    /** A copy: {@link LearningRates} changes those of the network. */
    private final IUpdater firstRate;

    private final Network network;

    /**
     * Creates the network.
     *
     * @param name of the model
     * @param seed of dropout
     * @param labelSmoothing share of the target that is spread over all classes, from 0 to below 1
     * @param state to start from; its updater state is empty for new updaters
     */
    public Dl4jTraining(String name, NetworkPlan plan, long seed, double labelSmoothing, Device device, State state) {
        this.plan = plan.withVariances();
        this.seed = seed;
        this.labelSmoothing = labelSmoothing;
        firstRate = UpdaterBlock.first(plan).clone();
        thread = new TowerThreads(name, List.of(device));
        try {
            network = thread.compute(() -> new Network(state));
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    @Override
    public int penaltyTerms() {
        return network.penalties.count();
    }

    @Override
    public double learningRate(int step) {
        return UpdaterBlock.learningRate(firstRate, step);
    }

    @Override
    public Outcome step(
            int step, Batch batch, double rateFactor, Averaging averaging, @Nullable StepObserver observer) {
        return thread.compute(() -> network.step(step, batch, rateFactor, averaging, observer));
    }

    @Override
    public State state() {
        return thread.compute(() -> network.state());
    }

    @Override
    public void close() {
        thread.run(() -> network.close());
        thread.close();
    }

    /** The network, its updaters and averages: all that must be used on the engine's thread. */
    private final class Network {

        private final Dl4jModel model;
        private final ForwardPass forward;
        private final LearningRates rates;
        private final Penalties penalties;
        private final UpdaterStateOrder updaterOrder;
        private final Averages averages;
        private final INDArray savedParameters;
        private final @Nullable INDArray savedUpdater;

        Network(State state) {
            model = new Dl4jModel(plan, state.parameters());
            forward = new ForwardPass(model, plan);
            rates = new LearningRates(model.updater().getUpdaterBlocks());
            penalties = new Penalties(model.updater().getUpdaterBlocks());
            updaterOrder = new UpdaterStateOrder(plan, model.updater().getUpdaterBlocks());
            averages = new Averages(plan, state.averages());
            savedParameters = model.parameters().dup();
            INDArray updater = model.updater().getStateViewArray();
            if (updater != null && state.updater().length > 0) {
                try (INDArray values = Nd4j.createFromArray(updaterOrder.toDl4j(state.updater()))) {
                    updater.assign(values.reshape(updater.shape()));
                }
            }
            savedUpdater = updater == null ? null : updater.dup();
        }

        Outcome step(int step, Batch batch, double rateFactor, Averaging averaging, @Nullable StepObserver observer) {
            rates.set(step, rateFactor);
            Nd4j.getRandom().setSeed(SplitMix.mix(seed, step)); // of dropout
            try (INDArray images = model.images(batch.pixels(), batch.images());
                    INDArray targets = targets(batch)) {
                forward.observe(batch, observer);
                model.computeGradient(images, targets, step);
            }
            double crossEntropy = model.network().score() - model.penalty();
            double[] terms = penalties.values(step);
            double loss = crossEntropy + Arrays.stream(terms).sum();
            double norm;
            try (INDArray gradient = penalties.totalGradient(model, batch.images(), step)) {
                norm = Math.sqrt(penalties.sumSquares(gradient));
                if (Double.isFinite(loss) && Double.isFinite(norm) && observer != null) {
                    observer.beforeUpdate(source(model.parameters()), source(gradient));
                }
            }
            String nonFinite = !Double.isFinite(loss)
                    ? "the loss"
                    : !Double.isFinite(norm) ? "the gradient" : update(step, batch.images(), averaging, observer);
            return new Outcome(crossEntropy, forward.correct(), terms, norm, nonFinite);
        }

        /** Updates the parameters and averages; returns what is not finite, in which case nothing has changed. */
        private String update(int step, int images, Averaging averaging, @Nullable StepObserver observer) {
            INDArray parameters = model.parameters();
            INDArray updater = model.updater().getStateViewArray();
            savedParameters.assign(parameters);
            if (savedUpdater != null) {
                savedUpdater.assign(updater);
            }
            model.updater()
                    .update(model.network().gradient(), step, 0, images, LayerWorkspaceMgr.noWorkspacesImmutable());
            INDArray update = model.network().gradient().gradient();
            parameters.subi(update.reshape(parameters.shape()));
            model.network().applyConstraints(step, 0);
            if (!Double.isFinite(Nd4j.getBlasWrapper().dot(parameters, parameters))) {
                parameters.assign(savedParameters);
                if (savedUpdater != null) {
                    updater.assign(savedUpdater);
                }
                return "an updated parameter";
            }
            averages.add(parameters, averaging);
            if (observer != null) {
                observer.afterUpdate(source(update));
            }
            return "";
        }

        /** The targets, {@code [images, classes]}, with label smoothing. */
        private INDArray targets(Batch batch) {
            int classes = plan.classes();
            var values = new float[batch.images() * classes];
            Arrays.fill(values, (float) (labelSmoothing / classes));
            for (int i = 0; i < batch.images(); i++) {
                values[i * classes + batch.labels()[i]] += (float) (1 - labelSmoothing);
            }
            return Nd4j.create(values, new long[] {batch.images(), classes}, DataType.FLOAT);
        }

        private FloatSource source(INDArray dl4j) {
            return FloatSource.of(plan.fromDl4j(vector(dl4j)));
        }

        State state() {
            INDArray updater = model.updater().getStateViewArray();
            return new State(
                    plan.fromDl4j(vector(model.parameters())),
                    averages.values(),
                    updater == null ? new float[0] : updaterOrder.fromDl4j(vector(updater)));
        }

        void close() {
            averages.close();
            savedParameters.close();
            if (savedUpdater != null) {
                savedUpdater.close();
            }
            model.close();
        }
    }

    static float[] vector(INDArray array) {
        return array.reshape(array.length()).toFloatVector();
    }
}
