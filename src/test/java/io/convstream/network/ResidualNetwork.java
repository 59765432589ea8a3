package io.convstream.network;

import io.convstream.image.ImageShape;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** After He et al., "Deep Residual Learning for Image Recognition", 2016: a graph, which cannot be compiled. */
public final class ResidualNetwork {

    private ResidualNetwork() {}

    /** A network of 2 · blocks + 1 convolutions with batch normalization. */
    public static String configuration(ImageShape input, int classes, int channels, int blocks) {
        var graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("image")
                .addLayer("conv", convolution(channels, 2), "image")
                .addLayer("norm", new BatchNormalization(), "conv")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm");
        String last = "relu";
        for (int block = 1; block <= blocks; block++) {
            graph.addLayer("conv" + block + "a", convolution(channels, 1), last)
                    .addLayer("norm" + block + "a", new BatchNormalization(), "conv" + block + "a")
                    .addLayer("relu" + block + "a", new ActivationLayer(Activation.RELU), "norm" + block + "a")
                    .addLayer("conv" + block + "b", convolution(channels, 1), "relu" + block + "a")
                    .addLayer("norm" + block + "b", new BatchNormalization(), "conv" + block + "b")
                    .addVertex(
                            "sum" + block, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, "norm" + block + "b")
                    .addLayer("relu" + block, new ActivationLayer(Activation.RELU), "sum" + block);
            last = "relu" + block;
        }
        return graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), last)
                .addLayer(
                        "softmax",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(classes)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("softmax")
                .setInputTypes(InputType.convolutional(input.height(), input.width(), input.channels()))
                .build()
                .toJson();
    }

    private static ConvolutionLayer convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
    }
}
