package io.convstream.network;

import io.convstream.exchange.Towers;
import io.convstream.network.compiled.ReplicaGroup;
import io.convstream.network.compiled.SharedParameters;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.plan.NetworkPlan;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/** Runs a forward and backward pass of a plan without an update. */
public final class Probe implements AutoCloseable {

    private final ModelDefinition definition;
    private final NetworkPlan plan;
    private final TowerThreads towers;
    private final SharedParameters parameters;
    private final ReplicaGroup group;

    public Probe(ModelDefinition definition, int images, DataType type) {
        this.definition = definition;
        plan = definition.plan();
        towers = new TowerThreads("probe", definition.towers());
        parameters = new SharedParameters(type, plan, definition.towers());
        group = new ReplicaGroup(plan, parameters, Towers.onOneWorker(definition.towers()), images, definition.seed());
    }

    public NetworkPlan plan() {
        return plan;
    }

    /** Mean cross entropy, without L2 terms. */
    public double loss(float[] pixels, int[] labels) {
        double sum = group.train(towers, 5, pixels, labels, 0, definition.labelSmoothing(), null).stream()
                .mapToDouble(SoftmaxLoss.Sums::crossEntropy)
                .sum();
        return sum / group.images();
    }

    public SharedParameters parameters() {
        return parameters;
    }

    /** The gradient of the last {@link #loss} summed over towers, in flat order. */
    public double[] gradient() {
        var sum = new double[plan.trainableSize()];
        for (int tower = 0; tower < Math.min(definition.towers(), group.images()); tower++) {
            double[] one = parameters.gradient(tower).toDoubleVector();
            Arrays.setAll(sum, i -> sum[i] + one[i]);
        }
        return sum;
    }

    @Override
    public void close() {
        towers.close();
        group.close();
        parameters.close();
    }
}
