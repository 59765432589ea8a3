package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.network.plan.InitialValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares the gradient of every operation with finite differences of the loss, in double. */
class FiniteDifferencesTest {

    private static final double EPSILON = 1e-5;
    private static final int IMAGES = 5;

    static Stream<Arguments> networks() {
        Map<String, String> all = new LinkedHashMap<>(Samples.networks());
        all.put("response normalization, beta 0.75", Samples.responseNormalization(0.75));
        all.put("response normalization, beta 0.6", Samples.responseNormalization(0.6));
        all.put("locally connected, same", Samples.locallyConnected(ConvolutionMode.Same, 1));
        all.put("locally connected, valid, stride 2", Samples.locallyConnected(ConvolutionMode.Truncate, 2));
        all.put("whitening", Samples.whitening(10));
        all.put(
                "dropout",
                Samples.network(list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new DropoutLayer(0.6))
                        .layer(Samples.dense(Activation.TANH))));
        return all.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theGradientIsTheSlopeOfTheLoss(String name, String configuration) {
        float[] pixels = Samples.pixels(Samples.INPUT, IMAGES, 1);
        int[] labels = Samples.labels(IMAGES, Samples.CLASSES, 2);
        var definition = Samples.definition(configuration, IMAGES, 2);
        try (var probe = new Probe(definition, IMAGES, DataType.DOUBLE)) {
            probe.parameters().load(InitialValues.draw(probe.plan(), 3));
            probe.loss(pixels, labels);
            double[] gradient = probe.gradient();
            INDArray values = probe.parameters().values();
            var random = new Random(4);
            for (int i = 0; i < 60; i++) {
                int index = random.nextInt(gradient.length);
                double value = values.getDouble(index);
                values.putScalar(index, value + EPSILON);
                double above = probe.loss(pixels, labels);
                values.putScalar(index, value - EPSILON);
                double below = probe.loss(pixels, labels);
                values.putScalar(index, value);
                assertThat(gradient[index])
                        .as("%s, parameter %d", name, index)
                        .isCloseTo((above - below) / (2 * EPSILON), within(1e-7));
            }
        }
    }
}
