package io.convstream.network;

import io.convstream.image.ImageShape;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The presets air93, air94 and air95, after Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single A100 GPU", 2024,
 * arXiv:2404.00498: a whitening convolution, then three blocks of two convolutions that start as identities.
 */
final class AirPreset {

    private static final int WHITENING_KERNEL = 2;
    private static final double NORMALIZATION_DECAY = 0.6;
    private static final double NORMALIZATION_EPSILON = 1e-12;
    private static final double OUTPUT_DIVISOR = 9;

    private AirPreset() {}

    /** @param channels of the three blocks */
    static MultiLayerConfiguration of(ImageShape input, int classes, long seed, int... channels) {
        var layers = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Sgd(0.1))
                .list();
        layers.layer(new ConvolutionLayer.Builder(WHITENING_KERNEL, WHITENING_KERNEL)
                .name("whitening")
                .nOut(2 * WHITENING_KERNEL * WHITENING_KERNEL * input.channels())
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(new ActivationGELU(false))
                .weightInit(new WeightInitConstant(0))
                .updater(new Sgd(0))
                .biasUpdater(new Sgd(0.1))
                .build());
        for (int block = 1; block <= channels.length; block++) {
            convolution(layers, block + "a", channels[block - 1]);
            pooling(layers, "pool" + block, 2, 2);
            normalization(layers, block + "a");
            convolution(layers, block + "b", channels[block - 1]);
            normalization(layers, block + "b");
        }
        pooling(layers, "pool", remaining(input.height(), channels), remaining(input.width(), channels));
        return layers.layer(scale())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("softmax_linear")
                        .nOut(classes)
                        .hasBias(false)
                        .weightInit(WeightInit.UNIFORM)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(input.height(), input.width(), input.channels()))
                .build();
    }

    /** Pixels that are left of a side of the image after the blocks: 3 of 32. */
    private static int remaining(int side, int... channels) {
        return Math.max(1, (side - WHITENING_KERNEL + 1) >> channels.length);
    }

    private static void convolution(NeuralNetConfiguration.ListBuilder layers, String number, int channels) {
        layers.layer(new ConvolutionLayer.Builder(3, 3)
                .name("conv" + number)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .weightInit(new WeightInitIdentity())
                .hasBias(false)
                .build());
    }

    private static void pooling(NeuralNetConfiguration.ListBuilder layers, String name, int height, int width) {
        layers.layer(new SubsamplingLayer.Builder(
                        SubsamplingLayer.PoolingType.MAX, new int[] {height, width}, new int[] {height, width})
                .name(name)
                .build());
    }

    private static void normalization(NeuralNetConfiguration.ListBuilder layers, String number) {
        layers.layer(new BatchNormalization.Builder()
                .name("norm" + number)
                .decay(NORMALIZATION_DECAY)
                .eps(NORMALIZATION_EPSILON)
                .build());
        layers.layer(new ActivationLayer.Builder()
                .name("gelu" + number)
                .activation(new ActivationGELU(false))
                .build());
    }

    /** Divides: response normalization without a sum is {@code x / k}, and DL4J has no layer for that alone. */
    private static LocalResponseNormalization scale() {
        return new LocalResponseNormalization.Builder()
                .name("scale")
                .k(OUTPUT_DIVISOR)
                .n(1)
                .alpha(0)
                .beta(1)
                .build();
    }
}
