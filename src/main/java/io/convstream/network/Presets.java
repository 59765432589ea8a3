package io.convstream.network;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.Nd4jRuntime;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.TruncatedNormalDistribution;
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
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Built-in networks. */
@PublicEvolving
public final class Presets {

    private Presets() {}

    /** The names that {@link #configuration} accepts. */
    public static List<String> names() {
        return List.of("cifar10", "cuda-convnet", "vgg8", "air93", "air94", "air95", "tiny");
    }

    /**
     * Returns a preset as the JSON of a DL4J {@code MultiLayerConfiguration} with SGD and a learning rate of 0.1;
     * {@link Hyperparameters} replace them.
     *
     * @param name {@code cifar10}: the TensorFlow tutorial's network; {@code cuda-convnet}: the same with locally
     *     connected layers in place of dense ones; {@code vgg8}: seven convolutions of 3 x 3 with
     *     batch normalization, for precision; {@code air93}, {@code air94}, {@code air95}: a whitening convolution and
     *     six of 3 x 3, for more precision in fewer epochs; {@code tiny}: one small convolution, for first tries
     * @throws IllegalArgumentException if there is no such preset
     */
    public static String configuration(String name, ImageShape input, int classes, long seed) {
        Nd4jRuntime.start();
        return switch (name) {
            case "cifar10" -> cifar10(input, classes, seed).toJson();
            case "cuda-convnet" -> cudaConvnet(input, classes, seed).toJson();
            case "vgg8" -> vgg8(input, classes, seed).toJson();
            case "air93" -> AirPreset.of(input, classes, seed, 64, 128, 128).toJson();
            case "air94" -> AirPreset.of(input, classes, seed, 64, 256, 256).toJson();
            case "air95" -> AirPreset.of(input, classes, seed, 128, 384, 384).toJson();
            case "tiny" -> tiny(input, classes, seed).toJson();
            default ->
                throw new IllegalArgumentException(
                        "there is no preset " + name + "; there are " + String.join(", ", names()));
        };
    }

    private static MultiLayerConfiguration cifar10(ImageShape input, int classes, long seed) {
        return tutorialConvolutions(seed)
                .layer(dense("local3", 384))
                .layer(dense("local4", 192))
                .layer(softmax(classes).weightInit(normal(1.0 / 192)).build())
                .setInputType(InputType.convolutional(input.height(), input.width(), input.channels()))
                .build();
    }

    /**
     * After the exercise of TensorFlow's tutorial and the file layers-conv-local-11pct.cfg of Krizhevsky's cuda-convnet,
     * 2011.
     */
    private static MultiLayerConfiguration cudaConvnet(ImageShape input, int classes, long seed) {
        return tutorialConvolutions(seed)
                .layer(local("local3", 64))
                .layer(local("local4", 32))
                .layer(softmax(classes).weightInit(normal(1.0 / 192)).build())
                .setInputType(InputType.convolutional(input.height(), input.width(), input.channels()))
                .build();
    }

    private static NeuralNetConfiguration.ListBuilder tutorialConvolutions(long seed) {
        return start(seed)
                .layer(convolution("conv1", 5, 64, 0.0))
                .layer(pooling("pool1"))
                .layer(normalization("norm1"))
                .layer(convolution("conv2", 5, 64, 0.1))
                .layer(normalization("norm2"))
                .layer(pooling("pool2"));
    }

    private static LocallyConnected2D local(String name, int channels) {
        return new LocallyConnected2D.Builder()
                .name(name)
                .kernelSize(3, 3)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .weightInit(WeightInit.XAVIER)
                .l2(0.004)
                .build();
    }

    /**
     * After Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2015,
     * arXiv:1409.1556, with batch normalization. Pooling before normalization leaves a quarter of the values.
     */
    private static MultiLayerConfiguration vgg8(ImageShape input, int classes, long seed) {
        var layers = start(seed);
        normalized(layers, "1", 32, false);
        int channels = 64;
        for (String block : List.of("2", "3", "4")) {
            normalized(layers, block + "a", channels, true);
            normalized(layers, block + "b", channels, false);
            channels *= 2;
        }
        return layers.layer(new GlobalPoolingLayer.Builder(PoolingType.MAX)
                        .name("pool")
                        .build())
                .layer(softmax(classes).build())
                .setInputType(InputType.convolutional(input.height(), input.width(), input.channels()))
                .build();
    }

    private static void normalized(
            NeuralNetConfiguration.ListBuilder layers, String number, int channels, boolean pool) {
        layers.layer(new ConvolutionLayer.Builder(3, 3)
                .name("conv" + number)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .weightInit(WeightInit.RELU)
                .hasBias(false)
                .build());
        if (pool) {
            layers.layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                            .name("pool" + number)
                            .build());
        }
        layers.layer(new BatchNormalization.Builder().name("norm" + number).build());
        layers.layer(new ActivationLayer.Builder()
                .name("relu" + number)
                .activation(Activation.RELU)
                .build());
    }

    private static MultiLayerConfiguration tiny(ImageShape input, int classes, long seed) {
        return start(seed)
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .nOut(8)
                        .weightInit(WeightInit.RELU)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .build())
                .layer(pooling("pool"))
                .layer(softmax(classes).build())
                .setInputType(InputType.convolutional(input.height(), input.width(), input.channels()))
                .build();
    }

    private static OutputLayer.Builder softmax(int classes) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .name("softmax_linear")
                .nOut(classes)
                .activation(Activation.SOFTMAX);
    }

    private static NeuralNetConfiguration.ListBuilder start(long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Sgd(0.1))
                .list();
    }

    private static ConvolutionLayer convolution(String name, int kernel, int channels, double bias) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .name(name)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .weightInit(normal(0.05))
                .biasInit(bias)
                .build();
    }

    private static SubsamplingLayer pooling(String name) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {3, 3}, new int[] {2, 2})
                .name(name)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    /** Radius 4, so 9 channels. Like TensorFlow, DL4J does not divide alpha by their number. */
    private static LocalResponseNormalization normalization(String name) {
        return new LocalResponseNormalization.Builder()
                .name(name)
                .k(1)
                .n(9)
                .alpha(0.001 / 9)
                .beta(0.75)
                .build();
    }

    private static DenseLayer dense(String name, int units) {
        return new DenseLayer.Builder()
                .name(name)
                .nOut(units)
                .activation(Activation.RELU)
                .weightInit(normal(0.04))
                .biasInit(0.1)
                .l2(0.004)
                .build();
    }

    private static WeightInitDistribution normal(double deviation) {
        return new WeightInitDistribution(new TruncatedNormalDistribution(0, deviation));
    }
}
