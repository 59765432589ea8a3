package io.convstream.network.dl4j;

import io.convstream.image.ImageShape;
import io.convstream.network.plan.NetworkPlan;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's network, a list of layers or a graph. For the thread that creates it. */
final class Dl4jModel implements AutoCloseable {

    private final NetworkPlan plan;
    private final boolean channelsLast;
    private final boolean flat;
    private final Model network;

    /** @param parameters in the plan's flat order */
    Dl4jModel(NetworkPlan plan, float[] parameters) {
        this.plan = plan;
        channelsLast = plan.configuration().isChannelsLast();
        flat = plan.configuration().isFlat();
        network = plan.configuration().network(Nd4j.createFromArray(new float[][] {plan.toDl4j(parameters)}));
    }

    Model network() {
        return network;
    }

    /** All parameters, in DL4J's order; changing it changes the network. */
    INDArray parameters() {
        return network.params();
    }

    void load(float[] parameters) {
        try (INDArray row = Nd4j.createFromArray(new float[][] {plan.toDl4j(parameters)})) {
            network.setParams(row);
        }
    }

    BaseMultiLayerUpdater<?> updater() {
        return network instanceof ComputationGraph graph
                ? graph.getUpdater()
                : (BaseMultiLayerUpdater<?>) ((MultiLayerNetwork) network).getUpdater();
    }

    /** The layer whose output is the network's. */
    Layer outputLayer() {
        return network instanceof ComputationGraph graph
                ? graph.getOutputLayer(0)
                : ((MultiLayerNetwork) network).getOutputLayer();
    }

    /** Computes the gradient and the score of a batch. The gradient is summed over the images, the score is a mean. */
    void computeGradient(INDArray images, INDArray targets, int iteration) {
        if (network instanceof ComputationGraph graph) {
            graph.getConfiguration().setIterationCount(iteration);
            graph.setInputs(images);
            graph.setLabels(targets);
            graph.computeGradientAndScore();
        } else {
            var list = (MultiLayerNetwork) network;
            list.setIterationCount(iteration);
            list.setInput(images);
            list.setLabels(targets);
            list.computeGradientAndScore();
        }
    }

    /** Sum of the penalty terms in the score, which lacks those of some layers. */
    double penalty() {
        return network instanceof ComputationGraph graph
                ? graph.calcRegularizationScore(true)
                : ((MultiLayerNetwork) network).calcRegularizationScore(true);
    }

    /** Probabilities without dropout, {@code [images, classes]}. */
    INDArray output(INDArray images) {
        return network instanceof ComputationGraph graph
                ? graph.outputSingle(false, images)
                : ((MultiLayerNetwork) network).output(images, false);
    }

    /**
     * Copies images in the layout of the network's input.
     *
     * @param pixels {@code [images, height, width, channels]}; may be longer
     */
    INDArray images(float[] pixels, int images) {
        ImageShape in = plan.input();
        float[] values = Arrays.copyOf(pixels, images * in.size());
        if (flat) {
            return Nd4j.create(values, new long[] {images, in.size()}, DataType.FLOAT);
        }
        INDArray rows =
                Nd4j.create(values, new long[] {images, in.height(), in.width(), in.channels()}, DataType.FLOAT);
        if (channelsLast) {
            return rows;
        }
        try (rows) {
            return rows.permute(0, 3, 1, 2).dup('c');
        }
    }

    @Override
    public void close() {
        network.close(); // and the workspaces of this thread
    }
}
