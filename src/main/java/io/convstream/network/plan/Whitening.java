package io.convstream.network.plan;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** How a configuration says that weights are frozen, and that the first layer whitens the images. */
public final class Whitening {

    private Whitening() {}

    /** Whether an updater never changes anything: SGD with a learning rate of 0. */
    public static boolean isFrozen(@Nullable IUpdater updater) {
        return updater instanceof Sgd sgd && sgd.getLearningRateSchedule() == null && sgd.getLearningRate() == 0;
    }

    /** Whether the weights of a layer are frozen. */
    public static boolean hasFrozenWeights(@Nullable Layer layer) {
        return layer instanceof BaseLayer base && isFrozen(base.getIUpdater());
    }

    /** Whether a layer is a first convolution whose frozen weights start at 0, so that training must set them. */
    static boolean is(int index, @Nullable Layer layer) {
        return index == 0
                && layer instanceof ConvolutionLayer convolution
                && hasFrozenWeights(convolution)
                && new WeightInitConstant(0).equals(convolution.getWeightInitFn());
    }
}
