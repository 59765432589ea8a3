package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The examples of docs/networks.md train. */
final class NetworksPageTest {

    private static final Path PAGE = Path.of("docs/networks.md");
    private static final Path THIS = Path.of("src/test/java/io/convstream/network/NetworksPageTest.java");
    private static final ImageShape INPUT = new ImageShape(24, 24, 3);
    private static final int CLASSES = 10;
    private static final int STEPS = 20;

    @Test
    void theJsonExampleTrains() throws IOException {
        assertTrains(example("json"));
    }

    @Test
    void theJavaExampleTrains() throws IOException {
        MultiLayerConfiguration network = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .name("conv1")
                        .nOut(32)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .weightInit(WeightInit.RELU)
                        .build())
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                        .name("pool1")
                        .build())
                .layer(new DenseLayer.Builder()
                        .name("dense")
                        .nOut(128)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("softmax")
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(24, 24, 3))
                .build();
        assertTrains(network.toJson());
        String builder = example("java").replaceAll("Files\\.writeString.*", "");
        assertThat(Files.readString(THIS).replaceAll("\\s", ""))
                .as("the example of the page")
                .contains(builder.replaceAll("\\s", ""));
    }

    private static String example(String language) throws IOException {
        Matcher block = Pattern.compile("(?ms)^```" + language + "$(.*?)^```$").matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static void assertTrains(String configuration) {
        var definition = new ModelDefinition("example", configuration, INPUT, CLASSES, 2, 1, 0.99, 0);
        float[] pixels = new float[CLASSES * INPUT.size()];
        var random = new Random(1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        int[] labels = IntStream.range(0, CLASSES).toArray();
        try (var trainer = new Trainer(definition)) {
            double first = trainer.step(pixels, labels, CLASSES).loss();
            for (int step = 1; step < STEPS; step++) {
                trainer.step(pixels, labels, CLASSES);
            }
            assertThat(trainer.step(pixels, labels, CLASSES).loss()).isLessThan(first / 2);
        }
    }
}
