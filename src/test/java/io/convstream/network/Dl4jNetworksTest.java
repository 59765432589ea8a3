package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks that the compiled engine refuses and DL4J runs. */
class Dl4jNetworksTest {

    private static final int IMAGES = 6;

    static Stream<Arguments> networks() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(
                "separable convolution",
                layered(new SeparableConvolution2D.Builder(3, 3).nOut(4).build()));
        all.put(
                "depthwise convolution",
                layered(new DepthwiseConvolution2D.Builder(3, 3)
                        .depthMultiplier(2)
                        .build()));
        all.put("padding", layered(new ZeroPaddingLayer.Builder(1, 2).build()));
        all.put("upsampling", layered(new Upsampling2D.Builder(2).build()));
        all.put(
                "weight decay",
                layered(new DenseLayer.Builder().nOut(5).weightDecay(0.01).build()));
        all.put("L1", layered(new DenseLayer.Builder().nOut(5).l1(0.01).build()));
        all.put(
                "clipping",
                layered(new DenseLayer.Builder()
                        .nOut(5)
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .gradientNormalizationThreshold(0.1)
                        .build()));
        all.put(
                "a constraint",
                layered(new DenseLayer.Builder()
                        .nOut(5)
                        .constrainWeights(new MaxNormConstraint(0.5, 1))
                        .build()));
        all.put(
                "Gaussian dropout",
                layered(new DenseLayer.Builder()
                        .nOut(5)
                        .dropOut(new GaussianDropout(0.2))
                        .build()));
        all.put("residual graph", residual());
        return all.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    private static String layered(Layer layer) {
        return Samples.network(
                new Adam(0.01),
                list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(layer)
                        .layer(Samples.dense(Activation.TANH)));
    }

    /** Two branches that are added, and one that is merged. */
    static String residual() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .l2(0.001)
                .graphBuilder()
                .addInputs("image")
                .addLayer("stem", convolution(8), "image")
                .addLayer("norm", new BatchNormalization.Builder().build(), "stem")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addLayer("branch", convolution(8), "relu")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "relu", "branch")
                .addLayer("side", convolution(3), "image")
                .addVertex("merge", new MergeVertex(), "sum", "side")
                .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "merge")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(Samples.CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(
                        Samples.INPUT.height(), Samples.INPUT.width(), Samples.INPUT.channels()))
                .build()
                .toJson();
    }

    private static ConvolutionLayer convolution(int channels) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static ModelDefinition definition(String configuration) {
        return new ModelDefinition(
                "m", configuration, Framing.whole(Samples.INPUT), IMAGES, 2, 11, 0.9, 0, Engine.AUTO);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aNetworkLearnsAndIsRestoredToTheBit(String name, String configuration) {
        ModelDefinition definition = definition(configuration);
        assertThat(Networks.engine(definition)).isEqualTo("dl4j");
        Networks.check(definition);
        float[] pixels = Samples.pixels(Samples.INPUT, IMAGES, 1);
        int[] labels = Samples.labels(IMAGES, Samples.CLASSES, 1);
        try (var trainer = new Trainer(definition)) {
            double first = trainer.step(pixels, labels, IMAGES).loss();
            for (int i = 0; i < 15; i++) {
                trainer.step(pixels, labels, IMAGES, i == 3);
            }
            try (var restored = new Trainer(definition, trainer.state())) {
                assertThat(restored.state()).usingRecursiveComparison().isEqualTo(trainer.state());
                StepResult expected = trainer.step(pixels, labels, IMAGES);
                assertThat(restored.step(pixels, labels, IMAGES))
                        .usingRecursiveComparison()
                        .isEqualTo(expected);
                assertThat(restored.state()).usingRecursiveComparison().isEqualTo(trainer.state());
                assertThat(expected.loss()).isLessThan(first);
            }
        }
    }

    /** A program that knows DL4J only opens the file and sees the same probabilities. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void dl4jOpensTheModelFile(String name, String configuration, @TempDir Path folder) throws IOException {
        ModelDefinition definition = definition(configuration);
        float[] pixels = Samples.pixels(Samples.INPUT, IMAGES, 1);
        Path file = folder.resolve("model.zip");
        try (var trainer = new Trainer(definition);
                var classifier = new Classifier(definition, IMAGES)) {
            trainer.step(pixels, Samples.labels(IMAGES, Samples.CLASSES, 1), IMAGES);
            float[] parameters = trainer.state().parameters();
            ModelFile.write(file, definition, List.of("a", "b", "c", "d"), parameters);
            ModelFile.Content content = ModelFile.read(file, definition.framing(), 1);
            assertThat(content.parameters()).containsExactly(parameters, within(1e-6f));
            classifier.load(parameters);
            float[] expected = classifier.probabilities(pixels, IMAGES);
            INDArray images = Nd4j.create(
                            pixels,
                            new long[] {IMAGES, Samples.INPUT.height(), Samples.INPUT.width(), Samples.INPUT.channels()
                            },
                            DataType.FLOAT)
                    .permute(0, 3, 1, 2)
                    .dup('c');
            INDArray output;
            if (configuration.contains("\"vertices\"")) {
                output = ComputationGraph.load(file.toFile(), false).outputSingle(images);
            } else {
                output = MultiLayerNetwork.load(file.toFile(), false).output(images);
            }
            assertThat(output.dup('c').reshape(output.length()).toFloatVector())
                    .containsExactly(expected, within(1e-5f));
        }
    }

    @Test
    void aGraphOfDl4jIsRead(@TempDir Path folder) throws IOException {
        var graph = new ComputationGraph(org.deeplearning4j.nn.conf.ComputationGraphConfiguration.fromJson(residual()));
        graph.init();
        Path file = folder.resolve("graph.zip");
        ModelSerializer.writeModel(graph, file.toFile(), true);
        ModelFile.Content content = ModelFile.read(file, Framing.whole(Samples.INPUT), 1);
        float[] pixels = Samples.pixels(Samples.INPUT, 1, 1);
        try (var classifier = new Classifier(definition(content.configuration()), 1)) {
            classifier.load(content.parameters());
            INDArray image = Nd4j.create(pixels, new long[] {1, 7, 6, 3}, DataType.FLOAT)
                    .permute(0, 3, 1, 2)
                    .dup('c');
            assertThat(classifier.probabilities(pixels, 1))
                    .containsExactly(graph.outputSingle(image).toFloatVector(), within(1e-6f));
        }
    }

    @Test
    void theCompiledEngineRefusesThemByName() {
        var definition = new ModelDefinition(
                "m", residual(), Framing.whole(Samples.INPUT), IMAGES, 2, 11, 0.9, 0, Engine.COMPILED);
        assertThatThrownBy(() -> new Trainer(definition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model m: it is a ComputationGraph, but only a MultiLayerNetwork can be compiled");
    }
}
