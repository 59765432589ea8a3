package io.convstream.network;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** A look into a plan: one forward and backward pass without an update. */
final class Probe implements AutoCloseable {

    private final ModelDefinition definition;
    private final Network network;
    private final Towers towers;
    private final Weights weights;
    private final Team team;

    Probe(ModelDefinition definition, int images, DataType type) {
        this.definition = definition;
        network = Network.of(definition);
        towers = new Towers("probe", Device.forTowers(definition.towers(), false, List.of()));
        weights = new Weights(type, network, definition.towers());
        team = new Team(network, weights, definition.towers(), images, definition.seed());
    }

    Network network() {
        return network;
    }

    /** Mean cross entropy, without L2. */
    double loss(float[] pictures, int[] labels) {
        double sum = team.learn(towers, 5, pictures, labels, definition.labelSmoothing(), List.of()).stream()
                .mapToDouble(SoftmaxLoss.Sums::crossEntropy)
                .sum();
        return sum / team.images();
    }

    Weights weights() {
        return weights;
    }

    /** The gradient of the last {@link #loss} summed over towers, in flat order. */
    double[] gradient() {
        var sum = new double[network.trainableSize()];
        for (int tower = 0; tower < team.replicas().size(); tower++) {
            double[] one = weights.gradient(tower).toDoubleVector();
            Arrays.setAll(sum, i -> sum[i] + one[i]);
        }
        return sum;
    }

    @Override
    public void close() {
        towers.close();
        team.close();
        weights.close();
    }
}
