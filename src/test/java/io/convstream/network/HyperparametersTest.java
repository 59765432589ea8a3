package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.UpdaterBlock;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class HyperparametersTest {

    private static final String CIFAR10 = Presets.configuration("cifar10", Samples.INPUT, Samples.CLASSES, 1);

    private static IUpdater updater(Hyperparameters values) {
        MultiLayerConfiguration plain = MultiLayerConfiguration.fromJson(values.apply(CIFAR10));
        return ((BaseLayer) plain.getConf(0).getLayer()).getIUpdater();
    }

    @Test
    void theTutorialsRateDecaysToATenthAfter350Epochs() {
        IUpdater updater = updater(Hyperparameters.tutorial(128, 0));
        assertThat(updater).isInstanceOf(Sgd.class);
        assertThat(updater.getLearningRate(0, 0)).isEqualTo(0.1);
        assertThat(updater.getLearningRate(136_717, 0)).isEqualTo(0.1);
        assertThat(updater.getLearningRate(136_718, 0)).isCloseTo(0.01, within(1e-9));
    }

    @Test
    void theFastRateWarmsUpAndDecaysToZero() {
        IUpdater updater = updater(Hyperparameters.fast(128, 10_000).withLearningRate(1));
        assertThat(updater).isInstanceOf(Nesterovs.class);
        assertThat(updater.getLearningRate(0, 0)).isBetween(0.01, 0.1);
        assertThat(updater.getLearningRate(500, 0)).isBetween(0.95, 1.0);
        assertThat(updater.getLearningRate(5_250, 0)).isCloseTo(0.5, within(0.01));
        assertThat(updater.getLearningRate(9_999, 0)).isBetween(0.0, 0.001);
        assertThat(updater.getLearningRate(20_000, 0)).isBetween(0.0, 0.001);
    }

    @Test
    void theTriangularRateRisesFromAFifthAndFallsTo7Percent() {
        IUpdater updater =
                updater(Hyperparameters.fast(128, 20_000).withLearningRate(1).withSchedule("triangular"));
        // 200 pieces of 100 steps: 0.2 + 0.8 · t / 0.23, then 1 - 0.93 · (t - 0.23) / 0.77, at the middle of a piece.
        assertThat(updater.getLearningRate(0, 0)).isCloseTo(0.20869565, within(1e-8));
        assertThat(updater.getLearningRate(2_350, 0)).isCloseTo(0.60869565, within(1e-8));
        assertThat(updater.getLearningRate(4_600, 0)).isCloseTo(0.99698052, within(1e-8));
        assertThat(updater.getLearningRate(19_999, 0)).isCloseTo(0.07301948, within(1e-8));
    }

    @Test
    void airTrainsTheShiftsAloneAndTheFirstBiasForAThirdOfTheSteps() {
        var input = new ImageShape(32, 32, 3);
        String configuration = Hyperparameters.air(1024, 1_000).apply(Presets.configuration("air94", input, 10, 1));
        NetworkPlan plan = NetworkPlan.of("m", configuration, input);
        assertThat(plan.isCompilable()).isTrue();
        List<Parameter> trained = plan.trainable();
        Parameter bias = trained.get(0);
        Parameter whitening = trained.get(1);
        Parameter first = trained.get(2);
        Parameter gamma = trained.get(3);
        Parameter beta = trained.get(4);
        assertThat(List.of(bias.key(), whitening.key(), first.key(), gamma.key(), beta.key()))
                .containsExactly("b", "W", "W", "gamma", "beta");
        // 11.5 / (1 + 1 / 0.15) = 1.5
        assertThat(rates(first, 230, 999))
                .usingElementComparator(HyperparametersTest::compare)
                .containsExactly(1.5 * 0.99698052, 1.5 * 0.07301948);
        assertThat(rates(beta, 230, 999))
                .usingElementComparator(HyperparametersTest::compare)
                .containsExactly(96 * 0.99698052, 96 * 0.07301948);
        assertThat(rates(bias, 230, 299, 300, 999))
                .usingElementComparator(HyperparametersTest::compare)
                .containsExactly(1.5 * 0.99698052, 1.5 * 0.91847403, 0.0, 0.0);
        assertThat(List.of(whitening, gamma))
                .allMatch(frozen -> frozen.requireUpdater().equals(new Sgd(0)));
        assertThat(List.of(whitening.l2(), first.l2(), gamma.l2(), beta.l2()))
                .containsExactly(0.0, 0.0153 / 11.5, 0.0, 0.0153 / 11.5 / 64);
        assertThat(((Nesterovs) first.requireUpdater()).getMomentum()).isEqualTo(0.85);
        assertThat(UpdaterBlock.learningRate(plan, 999)).isCloseTo(1.5 * 0.07301948, within(1e-7));
    }

    private static List<Double> rates(Parameter parameter, int... steps) {
        return IntStream.of(steps)
                .mapToObj(step -> parameter.requireUpdater().getLearningRate(step, 0))
                .toList();
    }

    private static int compare(double a, double b) {
        return Math.abs(a - b) < 1e-5 ? 0 : Double.compare(a, b);
    }

    @Test
    void aScheduleThatEndsNeedsTheNumberOfSteps() {
        assertThatThrownBy(() -> Hyperparameters.fast(128, 0)).hasMessageContaining("must know the number of steps");
    }

    static List<String> updaters() {
        return Hyperparameters.updaters();
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void everyUpdaterSurvivesJson(String name) {
        IUpdater updater =
                updater(Hyperparameters.tutorial(128, 100).withUpdater(name).withSchedule("one-cycle"));
        assertThat(updater.getClass().getSimpleName()).isEqualToIgnoringCase(name);
        if (updater.hasLearningRate()) {
            assertThat(updater.getLearningRate(30, 0)).isCloseTo(0.1, within(0.002));
        }
    }

    @Test
    void l2AppliesToWeightsWithoutOneAndDropoutToHiddenDenseLayers() {
        String configuration =
                Hyperparameters.tutorial(128, 0).withL2(0.5).withDropout(0.25).apply(CIFAR10);
        NetworkPlan plan = NetworkPlan.of("m", configuration, Samples.INPUT);
        assertThat(plan.trainable().stream()
                        .filter(parameter -> parameter.key().equals("W"))
                        .map(Parameter::l2))
                .containsExactly(0.5, 0.5, 0.004, 0.004, 0.5);
        assertThat(plan.layers().get(6).description()).startsWith("dropout keeping 0.75, dense");
        assertThat(plan.layers().get(8).description()).startsWith("dense");
    }

    @Test
    void unknownNamesAreRefusedWithAListOfTheKnown() {
        Hyperparameters values = Hyperparameters.tutorial(128, 0);
        assertThatThrownBy(() -> values.withUpdater("lion")).hasMessageContaining("there are sgd, nesterovs, adam");
        assertThatThrownBy(() -> values.withSchedule("zigzag")).hasMessageContaining("there are constant, step");
    }
}
