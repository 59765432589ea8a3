package io.convstream.network;

import io.convstream.network.plan.NetworkConfiguration;
import io.convstream.network.plan.Whitening;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Writes hyperparameters into a network's configuration. */
final class ConfiguredTraining {

    /** The share of the steps in which the bias of a layer with frozen weights is trained. */
    private static final double FROZEN_LAYERS_BIAS_SHARE = 0.3;

    private final Hyperparameters values;

    ConfiguredTraining(Hyperparameters values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException if it is not the JSON of a DL4J configuration */
    String apply(String configuration) {
        NetworkConfiguration network = NetworkConfiguration.parse(configuration);
        for (NeuralNetConfiguration conf : network.layers()) {
            apply(conf.getLayer());
        }
        return network.toJson();
    }

    private void apply(@Nullable Layer configured) {
        if (configured instanceof AbstractSameDiffLayer layer) {
            layer.setUpdater(updater(1, 1));
            layer.setBiasUpdater(null);
            layer.setRegularization(regularization(layer.getRegularization()));
        } else if (configured instanceof BatchNormalization layer) {
            applyTo(layer);
        } else if (configured instanceof BaseLayer layer && Whitening.hasFrozenWeights(layer)) {
            layer.setBiasUpdater(updater(1, FROZEN_LAYERS_BIAS_SHARE));
        } else if (configured instanceof BaseLayer layer) {
            layer.setIUpdater(updater(1, 1));
            layer.setBiasUpdater(null);
            layer.setRegularization(regularization(layer.getRegularization()));
            Double dropout = values.dropout();
            if (dropout != null && layer instanceof DenseLayer) {
                layer.setIDropout(dropout == 0 ? null : new Dropout(1 - dropout));
            }
        }
    }

    private void applyTo(BatchNormalization layer) {
        Double shiftRate = values.refinements().shiftRate();
        if (shiftRate == null) {
            layer.setIUpdater(updater(1, 1));
            layer.setBiasUpdater(null);
            return;
        }
        layer.setIUpdater(new Sgd(0));
        layer.setBiasUpdater(updater(shiftRate, 1));
        Double l2 = values.l2();
        layer.setRegularizationBias(l2 == null || l2 == 0 ? List.of() : List.of(new L2Regularization(l2 / shiftRate)));
    }

    /** The updater with a multiple of the learning rate, which is 0 after a share of the steps. */
    private IUpdater updater(double factor, double share) {
        double rate = values.learningRate() * factor;
        return Updaters.of(
                values.updater(),
                rate,
                Schedules.of(values.schedule(), rate, values.steps(), values.decaySteps(), share),
                values.refinements().momentum());
    }

    /** The terms of a layer: an L2 term, if there is to be one and the configuration has none. */
    private @Nullable List<Regularization> regularization(@Nullable List<Regularization> configured) {
        Double l2 = values.l2();
        boolean hasL2 = configured != null && configured.stream().anyMatch(L2Regularization.class::isInstance);
        return l2 == null || l2 == 0 || hasL2 ? configured : List.of(new L2Regularization(l2));
    }
}
