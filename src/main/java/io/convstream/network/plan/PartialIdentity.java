package io.convstream.network.plan;

import io.convstream.network.operation.Parameter;
import java.util.Random;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Initial weights of a convolution that passes its input on: output i is input i, and each further output has weights from
 * -1/√n to 1/√n, where n is the number of inputs of an output (Jordan, arXiv:2404.00498, section 3.3). DL4J's {@code
 * WeightInitIdentity} fails unless a convolution has as many outputs as inputs, of which this is the same.
 */
final class PartialIdentity {

    private PartialIdentity() {}

    static boolean is(@Nullable Layer layer) {
        return layer != null
                && layer.getClass() == ConvolutionLayer.class
                && ((ConvolutionLayer) layer).getWeightInitFn() instanceof WeightInitIdentity identity
                && identity.getScale() == null;
    }

    /** @param weights {@code [height, width, in, out]}, of which DL4J's order may differ */
    static void draw(Parameter weights, Random random, float[] values, int from) {
        int height = (int) weights.shape()[0];
        int width = (int) weights.shape()[1];
        int in = (int) weights.shape()[2];
        int out = (int) weights.shape()[3];
        double bound = 1 / Math.sqrt((double) height * width * in);
        int center = (height / 2 * width + width / 2) * in;
        for (int i = 0; i < weights.size(); i++) {
            int output = i % out;
            int input = i / out - center;
            values[from + i] =
                    output < in ? (input == output ? 1 : 0) : (float) ((2 * random.nextDouble() - 1) * bound);
        }
    }
}
