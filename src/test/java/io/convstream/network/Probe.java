package io.convstream.network;

import io.convstream.network.engine.Device;
import io.convstream.network.engine.ReplicaGroup;
import io.convstream.network.engine.SharedParameters;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.plan.NetworkPlan;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** A look into a plan: one forward and backward pass without an update. */
public final class Probe implements AutoCloseable {

    private final ModelDefinition definition;
    private final NetworkPlan network;
    private final TowerThreads towers;
    private final SharedParameters weights;
    private final ReplicaGroup group;

    public Probe(ModelDefinition definition, int images, DataType type) {
        this.definition = definition;
        network = definition.plan();
        towers = new TowerThreads("probe", Device.forTowers(definition.towers(), false, List.of()));
        weights = new SharedParameters(type, network, definition.towers());
        group = new ReplicaGroup(network, weights, definition.towers(), images, definition.seed());
    }

    public NetworkPlan network() {
        return network;
    }

    /** Mean cross entropy, without L2. */
    public double loss(float[] pixels, int[] labels) {
        double sum = group.train(towers, 5, pixels, labels, definition.labelSmoothing(), null).stream()
                .mapToDouble(SoftmaxLoss.Sums::crossEntropy)
                .sum();
        return sum / group.images();
    }

    public SharedParameters weights() {
        return weights;
    }

    /** The gradient of the last {@link #loss} summed over towers, in flat order. */
    public double[] gradient() {
        var sum = new double[network.trainableSize()];
        for (int tower = 0; tower < group.towers(); tower++) {
            double[] one = weights.gradient(tower).toDoubleVector();
            Arrays.setAll(sum, i -> sum[i] + one[i]);
        }
        return sum;
    }

    @Override
    public void close() {
        towers.close();
        group.close();
        weights.close();
    }
}
