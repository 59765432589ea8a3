package io.convstream.network;

import io.convstream.image.ImageShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks, one per operation and setting, and random images for them. */
public final class Samples {

    public static final ImageShape INPUT = new ImageShape(7, 6, 3);
    public static final int CLASSES = 4;

    private Samples() {}

    /** Every network by name. */
    static Map<String, String> networks() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(
                "convolutions, same",
                network(list -> list.layer(convolution(3, 3, 1, true)).layer(convolution(3, 2, 1, true))));
        all.put(
                "convolutions, valid, stride 2, no bias",
                network(list -> list.layer(valid(3, 2, 2, false)).layer(valid(2, 2, 1, false))));
        all.put(
                "convolutions, same, stride 2",
                network(list -> list.layer(convolution(3, 3, 2, true)).layer(convolution(5, 3, 2, true))));
        all.put(
                "convolutions, explicit padding",
                network(list -> list.layer(padded()).layer(padded())));
        all.put(
                "wide convolutions, same",
                network(list -> list.layer(wide(3, true)).layer(wide(5, true)).layer(wide(3, true))));
        all.put(
                "wide convolutions, valid",
                network(list -> list.layer(wide(3, false)).layer(wide(3, false))));
        all.put("max pooling, same", pooled(pooling(SubsamplingLayer.PoolingType.MAX, ConvolutionMode.Same)));
        all.put("max pooling, valid", pooled(pooling(SubsamplingLayer.PoolingType.MAX, ConvolutionMode.Truncate)));
        all.put("average pooling, valid", pooled(pooling(SubsamplingLayer.PoolingType.AVG, ConvolutionMode.Truncate)));
        all.put("average pooling, same", pooled(pooling(SubsamplingLayer.PoolingType.AVG, ConvolutionMode.Same)));
        all.put("global average", pooled(new GlobalPoolingLayer.Builder(PoolingType.AVG).build()));
        all.put("global maximum", pooled(new GlobalPoolingLayer.Builder(PoolingType.MAX).build()));
        all.put("batch normalization of images", pooled(new BatchNormalization.Builder().build()));
        all.put(
                "batch normalization, variances not as logarithms",
                pooled(new BatchNormalization.Builder()
                        .useLogStd(false)
                        .decay(0.6)
                        .build()));
        all.put(
                "relu, then max pooling",
                network(list -> list.layer(valid(3, 3, 1, true))
                        .layer(pooling(SubsamplingLayer.PoolingType.MAX, ConvolutionMode.Same))
                        .layer(valid(2, 2, 1, true))
                        .layer(pooling(SubsamplingLayer.PoolingType.MAX, ConvolutionMode.Same))));
        all.put(
                "batch normalization, locked",
                pooled(new BatchNormalization.Builder()
                        .lockGammaBeta(true)
                        .gamma(1.5)
                        .beta(0.5)
                        .build()));
        all.put(
                "batch normalization of a vector",
                network(list -> list.layer(dense(Activation.IDENTITY))
                        .layer(new BatchNormalization.Builder().decay(0.7).build())));
        all.put(
                "two dense layers with L2",
                network(list -> list.layer(dense(Activation.RELU))
                        .layer(new DenseLayer.Builder()
                                .nOut(5)
                                .l2(0.3)
                                .l2Bias(0.2)
                                .activation(Activation.TANH)
                                .build())));
        for (IActivation function : new IActivation[] {
            Activation.RELU.getActivationFunction(),
            Activation.TANH.getActivationFunction(),
            Activation.SIGMOID.getActivationFunction(),
            Activation.IDENTITY.getActivationFunction(),
            new ActivationLReLU(0.2),
            new ActivationGELU(false)
        }) {
            all.put("activation " + function, pooled(new ActivationLayer(function)));
        }
        all.put(
                "identities",
                network(list -> list.layer(identity()).layer(identity()).layer(dense(Activation.TANH))));
        all.put("channels last in the configuration", channelsLast());
        return all;
    }

    /** Not among the {@link #networks()}, because DL4J's gradient of it is wrong. */
    public static String responseNormalization(double beta) {
        return pooled(new LocalResponseNormalization.Builder()
                .k(1.3)
                .n(5)
                .alpha(0.2)
                .beta(beta)
                .build());
    }

    static String network(Consumer<ListBuilder> layers) {
        return network(new Sgd(0.1), layers);
    }

    static String network(IUpdater updater, Consumer<ListBuilder> layers) {
        ListBuilder list =
                new NeuralNetConfiguration.Builder().seed(1).updater(updater).list();
        layers.accept(list);
        return list.layer(output())
                .setInputType(InputType.convolutional(INPUT.height(), INPUT.width(), INPUT.channels()))
                .build()
                .toJson();
    }

    private static String channelsLast() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .list()
                .layer(convolution(3, 3, 1, true))
                .layer(dense(Activation.RELU))
                .layer(output())
                .setInputType(
                        InputType.convolutional(INPUT.height(), INPUT.width(), INPUT.channels(), CNN2DFormat.NHWC))
                .build()
                .toJson();
    }

    /** A layer between two convolutions, so that gradients must pass through it. */
    private static String pooled(org.deeplearning4j.nn.conf.layers.Layer layer) {
        return network(
                list -> list.layer(convolution(3, 3, 1, true)).layer(layer).layer(dense(Activation.TANH)));
    }

    static ConvolutionLayer convolution(int height, int width, int stride, boolean bias) {
        return new ConvolutionLayer.Builder(height, width)
                .nOut(5)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(bias)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static ConvolutionLayer identity() {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(5)
                .convolutionMode(ConvolutionMode.Same)
                .weightInit(new WeightInitIdentity())
                .activation(Activation.IDENTITY)
                .build();
    }

    /** A first layer whose weights training sets from the images. */
    static String whitening(int channels) {
        return network(
                new Nesterovs(0.1, 0.9),
                list -> list.layer(new ConvolutionLayer.Builder(2, 2)
                                .name("whitening")
                                .nOut(channels)
                                .convolutionMode(ConvolutionMode.Truncate)
                                .weightInit(new WeightInitConstant(0))
                                .updater(new Sgd(0))
                                .biasUpdater(new Nesterovs(0.1, 0.9))
                                .activation(new ActivationGELU(false))
                                .build())
                        .layer(dense(Activation.TANH)));
    }

    /** With enough channels for Winograd convolution, except as the first layer. */
    private static ConvolutionLayer wide(int size, boolean same) {
        return new ConvolutionLayer.Builder(size, size)
                .nOut(size == 3 ? 64 : 60)
                .convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate)
                .hasBias(same)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static ConvolutionLayer valid(int height, int width, int stride, boolean bias) {
        return new ConvolutionLayer.Builder(height, width)
                .nOut(5)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Truncate)
                .hasBias(bias)
                .activation(Activation.RELU)
                .build();
    }

    /** Not among the {@link #networks()}, because DL4J's gradient of it is twice the right one. */
    static String locallyConnected(ConvolutionMode mode, int stride) {
        return pooled(new LocallyConnected2D.Builder()
                .kernelSize(3, 2)
                .stride(stride, stride)
                .convolutionMode(mode)
                .nOut(4)
                .activation(Activation.TANH)
                .build());
    }

    private static ConvolutionLayer padded() {
        return new ConvolutionLayer.Builder(3, 2)
                .nOut(4)
                .stride(2, 1)
                .padding(1, 1)
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(Activation.RELU)
                .build();
    }

    private static SubsamplingLayer pooling(SubsamplingLayer.PoolingType type, ConvolutionMode mode) {
        return new SubsamplingLayer.Builder(type, new int[] {3, 2}, new int[] {2, 2})
                .convolutionMode(mode)
                .build();
    }

    static DenseLayer dense(Activation function) {
        return new DenseLayer.Builder()
                .nOut(7)
                .activation(function)
                .biasInit(0.1)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    public static ModelDefinition definition(String configuration, int batchSize, int towers) {
        return new ModelDefinition("m", configuration, INPUT, batchSize, towers, 11, 0.99, 0);
    }

    public static float[] pixels(ImageShape shape, int images, long seed) {
        var random = new Random(seed);
        var values = new float[images * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    public static int[] labels(int images, int classes, long seed) {
        return new Random(seed).ints(images, 0, classes).toArray();
    }
}
