package io.convstream.network;

import io.convstream.network.plan.NetworkPlan;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's {@code MultiLayerNetwork} with the same parameters and images, to compare with. */
public final class Oracle implements AutoCloseable {

    private final NetworkPlan plan;
    private final MultiLayerNetwork dl4j;
    private final boolean channelsLast;

    /** @param parameters in the plan's flat order */
    public Oracle(NetworkPlan plan, float[] parameters) {
        this.plan = plan;
        dl4j = (MultiLayerNetwork) plan.configuration().network(row(plan.toDl4j(parameters)));
        channelsLast = plan.configuration().toJson().contains("\"NHWC\"");
    }

    private static INDArray row(float[] values) {
        return Nd4j.createFromArray(new float[][] {values});
    }

    private INDArray input(float[] pixels, int images) {
        var in = plan.input();
        INDArray nhwc =
                Nd4j.create(pixels, new long[] {images, in.height(), in.width(), in.channels()}, DataType.FLOAT);
        return channelsLast ? nhwc : nhwc.permute(0, 3, 1, 2).dup('c');
    }

    private INDArray targets(int[] labels, int images) {
        INDArray targets = Nd4j.zeros(DataType.FLOAT, images, plan.classes());
        for (int i = 0; i < images; i++) {
            targets.putScalar(i, labels[i], 1);
        }
        return targets;
    }

    /** Cross entropy plus L2 terms; computes the {@link #gradient} too. */
    double loss(float[] pixels, int[] labels, int images) {
        dl4j.setInput(input(pixels, images));
        dl4j.setLabels(targets(labels, images));
        dl4j.computeGradientAndScore();
        return dl4j.score();
    }

    /** Gradient of the mean cross entropy in the plan's flat order; of running statistics, DL4J's updates. */
    float[] gradient(int images) {
        return plan.fromDl4j(dl4j.gradient().gradient().div(images).toFloatVector());
    }

    void step(float[] pixels, int[] labels, int images) {
        dl4j.fit(input(pixels, images), targets(labels, images));
    }

    float[] parameters() {
        return plan.fromDl4j(dl4j.params().toFloatVector());
    }

    public float[] probabilities(float[] pixels, int images) {
        return dl4j.output(input(pixels, images)).dup('c').reshape(-1).toFloatVector();
    }

    /** Output of a layer of the configuration. */
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
