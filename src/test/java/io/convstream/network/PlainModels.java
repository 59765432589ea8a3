package io.convstream.network;

import io.convstream.image.ImageShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Model files that DL4J has written, without anything of convstream. */
public final class PlainModels {

    private static final int IMAGES = 4;
    private static final int CLASSES = 10;
    private static final int STEPS = 3;

    private PlainModels() {}

    /** Trains a {@code MultiLayerNetwork} in the manner of LeNet and saves it with updater and normalizer. */
    public static void writeLayers(Path file, ImageShape input) throws IOException {
        var network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(123)
                .l2(0.0005)
                .updater(new Nesterovs(0.006, 0.9))
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(8).build())
                .layer(new SubsamplingLayer.Builder(new int[] {2, 2}, new int[] {2, 2}).build())
                .layer(new DenseLayer.Builder()
                        .nOut(20)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(input.height(), input.width(), input.channels()))
                .build());
        network.init();
        DataSet data = data(input);
        for (int step = 0; step < STEPS; step++) {
            network.fit(data);
        }
        ModelSerializer.writeModel(network, file.toFile(), true);
        ModelSerializer.addNormalizerToModel(file.toFile(), new ImagePreProcessingScaler(0, 1));
    }

    /** Trains a residual {@code ComputationGraph} for a few steps and saves it with its updater. */
    public static void writeGraph(Path file, ImageShape input) throws IOException {
        var network = new ComputationGraph(
                ComputationGraphConfiguration.fromJson(ResidualNetwork.configuration(input, CLASSES, 4, 1)));
        network.init();
        DataSet data = data(input);
        for (int step = 0; step < STEPS; step++) {
            network.fit(data);
        }
        ModelSerializer.writeModel(network, file.toFile(), true);
    }

    private static DataSet data(ImageShape input) {
        Nd4j.getRandom().setSeed(1);
        INDArray labels = Nd4j.zeros(DataType.FLOAT, IMAGES, CLASSES);
        for (int image = 0; image < IMAGES; image++) {
            labels.putScalar(image, image, 1);
        }
        return new DataSet(Nd4j.randn(IMAGES, input.channels(), input.height(), input.width()), labels);
    }

    /** The weights of each layer of a model file, as DL4J restores it; not the statistics of batch normalization. */
    public static Map<String, float[]> weights(Path file, boolean graph) throws IOException {
        Model network = graph
                ? ModelSerializer.restoreComputationGraph(file.toFile())
                : ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        Map<String, float[]> weights = new LinkedHashMap<>();
        new TreeMap<>(network.paramTable()).forEach((name, values) -> {
            if (name.endsWith("_W")) {
                weights.put(name, values.dup('c').data().asFloat());
            }
        });
        return weights;
    }
}
