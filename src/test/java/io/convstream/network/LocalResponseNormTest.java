package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import io.convstream.network.kernel.FastLocalResponseNorm;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.plan.InitialValues;
import io.convstream.network.plan.NetworkPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares outputs with DL4J's. Gradients are not, because DL4J's are wrong if alpha is large: at alpha 0.2 and beta
 * 0.75, one is 0.0207 instead of 0.0134, and the largest is 0.32. {@link FiniteDifferencesTest} verifies the gradient
 * in double, and this test compares float with double.
 */
class LocalResponseNormTest {

    private static final int IMAGES = 5;

    @ParameterizedTest
    @ValueSource(doubles = {0.75, 0.6})
    void outputsAgreeWithDl4j(double beta) {
        var definition = Samples.definition(Samples.responseNormalization(beta), IMAGES, 1);
        NetworkPlan plan = definition.plan();
        float[] parameters = InitialValues.draw(plan, 3);
        float[] pixels = Samples.pixels(Samples.INPUT, IMAGES, 1);
        try (var classifier = new Classifier(definition, IMAGES);
                var oracle = new Oracle(plan, parameters)) {
            classifier.load(parameters);
            assertThat(classifier.probabilities(pixels, IMAGES))
                    .containsExactly(oracle.probabilities(pixels, IMAGES), within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.75, 0.6})
    void theGradientInFloatAgreesWithThatInDouble(double beta) {
        double[] exact = gradient(beta, DataType.DOUBLE);
        assertThat(gradient(beta, DataType.FLOAT)).containsExactly(exact, within(2e-6));
    }

    /** On every CPU, although oneDNN's kernel is used with AVX-512. */
    @Test
    void outputsOfTheKernelAgreeWithNd4j() {
        try (var memory = new NativeMemory(DataType.FLOAT)) {
            INDArray x = memory.array(IMAGES, 7, 6, 20);
            INDArray y = memory.array(x.shape());
            INDArray expected = memory.array(x.shape());
            var values = Samples.pixels(new ImageShape(7, 6, 20), IMAGES, 1);
            NativeMemory.put(values, 0, values.length, x);

            new FastLocalResponseNorm(x.shape(), 4, 1.5, 0.2).forward(x, y).run();
            memory.op("lrn", NativeMemory.in(x), expected)
                    .iArgs(4)
                    .tArgs(1.5, 0.2, FastLocalResponseNorm.BETA)
                    .run();
            assertThat(y.reshape(y.length()).toFloatVector())
                    .containsExactly(expected.reshape(y.length()).toFloatVector(), within(1e-6f));
        }
    }

    private static double[] gradient(double beta, DataType type) {
        var definition = Samples.definition(Samples.responseNormalization(beta), IMAGES, 2);
        try (var probe = new Probe(definition, IMAGES, type)) {
            probe.parameters().load(InitialValues.draw(probe.plan(), 3));
            probe.loss(Samples.pixels(Samples.INPUT, IMAGES, 1), Samples.labels(IMAGES, Samples.CLASSES, 2));
            return probe.gradient();
        }
    }
}
