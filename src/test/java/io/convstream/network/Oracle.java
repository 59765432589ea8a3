package io.convstream.network;

import io.convstream.network.plan.NetworkPlan;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's own MultiLayerNetwork on the same parameters and images. */
public final class Oracle implements AutoCloseable {

    private final NetworkPlan network;
    private final MultiLayerNetwork dl4j;
    private final boolean channelsLast;

    /** @param parameters in our flat order */
    public Oracle(NetworkPlan network, float[] parameters) {
        this.network = network;
        dl4j = new MultiLayerNetwork(network.configuration().clone());
        dl4j.init();
        dl4j.setParams(row(network.toDl4j(parameters)));
        channelsLast = network.configuration().toJson().contains("\"NHWC\"");
    }

    private static INDArray row(float[] values) {
        return Nd4j.createFromArray(new float[][] {values});
    }

    private INDArray input(float[] pixels, int images) {
        var in = network.input();
        INDArray nhwc =
                Nd4j.create(pixels, new long[] {images, in.height(), in.width(), in.channels()}, DataType.FLOAT);
        return channelsLast ? nhwc : nhwc.permute(0, 3, 1, 2).dup('c');
    }

    private INDArray targets(int[] labels, int images) {
        INDArray targets = Nd4j.zeros(DataType.FLOAT, images, network.classes());
        for (int i = 0; i < images; i++) {
            targets.putScalar(i, labels[i], 1);
        }
        return targets;
    }

    /** Cross entropy and L2; afterwards {@link #gradient} is there. */
    double loss(float[] pixels, int[] labels, int images) {
        dl4j.setInput(input(pixels, images));
        dl4j.setLabels(targets(labels, images));
        dl4j.computeGradientAndScore();
        return dl4j.score();
    }

    /** Of the mean cross entropy, in our order; running statistics' places hold what DL4J moves them by. */
    float[] gradient(int images) {
        return network.fromDl4j(dl4j.gradient().gradient().div(images).toFloatVector());
    }

    void step(float[] pixels, int[] labels, int images) {
        dl4j.fit(input(pixels, images), targets(labels, images));
    }

    float[] parameters() {
        return network.fromDl4j(dl4j.params().toFloatVector());
    }

    public float[] probabilities(float[] pixels, int images) {
        return dl4j.output(input(pixels, images)).dup('c').reshape(-1).toFloatVector();
    }

    /** What a layer of the configuration puts out. */
    float[] activations(float[] pixels, int images, int layer) {
        return dl4j.feedForward(input(pixels, images))
                .get(layer + 1)
                .dup('c')
                .reshape(-1)
                .toFloatVector();
    }

    void write(Path file) throws IOException {
        ModelSerializer.writeModel(dl4j, file.toFile(), true);
    }

    @Override
    public void close() {
        dl4j.close();
    }
}
