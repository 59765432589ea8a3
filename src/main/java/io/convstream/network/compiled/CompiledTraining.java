package io.convstream.network.compiled;

import io.convstream.exchange.Towers;
import io.convstream.network.engine.Averaging;
import io.convstream.network.engine.StepObserver;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.engine.TrainingEngine;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.nd4j.OwnedResources;
import io.convstream.network.plan.NetworkPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** Training of a compiled network on the CPU, one thread per tower, the same to the bit in every run. */
public final class CompiledTraining implements TrainingEngine {

    private final double labelSmoothing;
    private final OwnedResources resources = new OwnedResources();
    private final TowerThreads towers;
    private final SharedParameters parameters;
    private final ReplicaGroups groups;
    private final ParameterUpdate update;

    /**
     * Settings of a training.
     *
     * @param model name of the model
     * @param batchSize maximum number of images of a step
     * @param seed of dropout
     * @param labelSmoothing share of the target that is spread over all classes, from 0 to below 1
     * @param type FLOAT; DOUBLE in tests that compare with finite differences
     */
    public record Settings(
            String model, int batchSize, Towers towers, long seed, double labelSmoothing, DataType type) {}

    /**
     * Allocates the network.
     *
     * @param state to start from; its updater state is empty for new updaters
     */
    public CompiledTraining(NetworkPlan plan, Settings settings, State state) {
        this.labelSmoothing = settings.labelSmoothing();
        Towers all = settings.towers();
        try {
            towers = resources.add(new TowerThreads(settings.model(), all.own()));
            parameters = resources.add(new SharedParameters(settings.type(), plan, all.own()));
            groups = resources.add(new ReplicaGroups(plan, parameters, settings.batchSize(), all, settings.seed()));
            update = resources.add(towers.compute(() -> {
                parameters.load(state.parameters());
                return new ParameterUpdate(plan, parameters, all, state.averages(), state.updater());
            }));
        } catch (RuntimeException | Error e) {
            resources.close();
            throw e;
        }
    }

    @Override
    public int penaltyTerms() {
        return update.penaltyTerms();
    }

    @Override
    public double learningRate(int step) {
        return update.learningRate(step);
    }

    @Override
    public Outcome step(
            int step, Batch batch, double rateFactor, Averaging averaging, @Nullable StepObserver observer) {
        ReplicaGroup group = groups.of(batch.images(), towers);
        List<SoftmaxLoss.Sums> sums =
                group.train(towers, step, batch.pixels(), batch.labels(), batch.firstImage(), labelSmoothing, observer);
        ParameterUpdate.Result result = update.run(towers, step, batch.images(), sums, rateFactor, averaging, observer);
        return new Outcome(
                result.crossEntropy(), result.correct(), result.penalties(), result.gradientNorm(), result.nonFinite());
    }

    @Override
    public State state() {
        return towers.compute(() -> new State(parameters.copy(), update.averages(), update.optimizerState()));
    }

    @Override
    public void close() {
        resources.close();
    }
}
