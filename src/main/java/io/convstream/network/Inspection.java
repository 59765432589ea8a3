package io.convstream.network;

import io.convstream.network.ModelSummary.LayerSummary;
import io.convstream.network.ModelSummary.ParameterSummary;
import io.convstream.network.ModelSummary.PenaltyTerm;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks on while one step is made, and sums up what it saw. It changes nothing. */
final class Inspection {

    private final Network network;
    private final List<LearningLayer> layers;
    private final List<Histogram> gradients = new ArrayList<>();
    private final List<Histogram> values = new ArrayList<>();
    private final List<Double> lengths = new ArrayList<>();
    private final List<Double> updateRatios = new ArrayList<>();

    Inspection(Network network, List<LearningLayer> layers) {
        this.network = network;
        this.layers = layers;
    }

    /**
     * Looks at what is there before the update.
     *
     * @param parameters all of them
     * @param gradient {@code [1, trainable size]}, of the total loss
     */
    void before(INDArray parameters, INDArray gradient) {
        for (LearningLayer layer : layers) {
            double squares = 0;
            for (Parameter parameter : layer.parameters()) {
                gradients.add(tally(parameter, gradient).histogram());
                Tally value = tally(parameter, parameters);
                values.add(value.histogram());
                squares += value.sumSquares();
            }
            lengths.add(Math.sqrt(squares));
        }
    }

    /** @param update {@code [1, trainable size]}, what is subtracted from the parameters */
    void update(INDArray update) {
        for (LearningLayer layer : layers) {
            double squares = 0;
            for (Parameter parameter : layer.parameters()) {
                squares += tally(parameter, update).sumSquares();
            }
            double length = lengths.get(updateRatios.size());
            updateRatios.add(length == 0 ? 0 : Math.sqrt(squares) / length);
        }
    }

    private Tally tally(Parameter parameter, INDArray flat) {
        return Tally.of(flat, network.offset(parameter), parameter.size(), false);
    }

    /**
     * What was seen.
     *
     * @param activations of each layer
     * @param penalties the L2 terms' values, in the order of their parameters
     */
    ModelSummary summary(List<Tally> activations, double[] penalties, LossAverages averages) {
        List<LayerSummary> ofLayers = new ArrayList<>();
        List<ParameterSummary> ofParameters = new ArrayList<>();
        List<PenaltyTerm> terms = new ArrayList<>();
        for (LearningLayer layer : layers) {
            int index = ofLayers.size();
            ofLayers.add(new LayerSummary(
                    layer.name(),
                    activations.get(index).sparsity(),
                    activations.get(index).histogram(),
                    updateRatios.get(index)));
            for (Parameter parameter : layer.parameters()) {
                String name = parameter.nameIn(layer.name());
                int flat = ofParameters.size();
                ofParameters.add(new ParameterSummary(name, values.get(flat), gradients.get(flat)));
                if (parameter.l2() != 0) {
                    int term = terms.size();
                    terms.add(new PenaltyTerm(
                            parameter.penaltyNameIn(layer.name()), penalties[term], averages.penalty(term)));
                }
            }
        }
        return new ModelSummary(ofLayers, ofParameters, terms);
    }
}
