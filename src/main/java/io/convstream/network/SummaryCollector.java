package io.convstream.network;

import io.convstream.exchange.Towers;
import io.convstream.exchange.WorkerGroup;
import io.convstream.network.ModelSummary.LayerSummary;
import io.convstream.network.ModelSummary.ParameterSummary;
import io.convstream.network.ModelSummary.PenaltyTerm;
import io.convstream.network.engine.FloatSource;
import io.convstream.network.engine.StepObserver;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.TrainableLayer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Collects the {@link ModelSummary} of one step. */
final class SummaryCollector implements StepObserver {

    private final NetworkPlan plan;
    private final List<TrainableLayer> layers;
    private final HistogramBuilder[][] activations;
    private final List<Histogram> gradients = new ArrayList<>();
    private final List<Histogram> values = new ArrayList<>();
    private final List<Double> norms = new ArrayList<>();
    private final List<Double> updateRatios = new ArrayList<>();

    /** @param towers maximum number of replicas in the step */
    SummaryCollector(NetworkPlan plan, List<TrainableLayer> layers, int towers) {
        this.plan = plan;
        this.layers = layers;
        this.activations = new HistogramBuilder[towers][];
    }

    @Override
    public void afterForward(int tower, Function<TrainableLayer, FloatSource> outputs) {
        activations[tower] = layers.stream()
                .map(layer -> HistogramBuilder.of(outputs.apply(layer), layer.rectified()))
                .toArray(HistogramBuilder[]::new);
    }

    @Override
    public void beforeUpdate(FloatSource parameters, FloatSource gradient) {
        for (TrainableLayer layer : layers) {
            double squares = 0;
            for (Parameter parameter : layer.parameters()) {
                gradients.add(histogram(parameter, gradient).histogram());
                HistogramBuilder value = histogram(parameter, parameters);
                values.add(value.histogram());
                squares += value.sumSquares();
            }
            norms.add(Math.sqrt(squares));
        }
    }

    @Override
    public void afterUpdate(FloatSource update) {
        for (TrainableLayer layer : layers) {
            double squares = 0;
            for (Parameter parameter : layer.parameters()) {
                squares += histogram(parameter, update).sumSquares();
            }
            double norm = norms.get(updateRatios.size());
            updateRatios.add(norm == 0 ? 0 : Math.sqrt(squares) / norm);
        }
    }

    private HistogramBuilder histogram(Parameter parameter, FloatSource flat) {
        return HistogramBuilder.of(flat, plan.offset(parameter), parameter.size(), false);
    }

    /** Exchanges the activations' histograms with the other workers, after the step. */
    void gather(Towers towers, long step, int images) {
        WorkerGroup workers = towers.workers();
        var outgoing = new ByteBuffer[workers.size()][];
        var incoming = new ByteBuffer[workers.size()][];
        for (int rank = 0; rank < workers.size(); rank++) {
            incoming[rank] = new ByteBuffer[] {
                ByteBuffer.allocate(towers.activeOf(rank, images) * layers.size() * HistogramBuilder.BYTES)
            };
        }
        ByteBuffer own = incoming[workers.rank()][0];
        for (int tower = towers.firstOwn(); own.hasRemaining(); tower++) {
            for (HistogramBuilder activation : activations[tower]) {
                activation.write(own);
            }
        }
        Arrays.fill(outgoing, new ByteBuffer[] {own.flip()});
        workers.exchange(step, outgoing, incoming);
        for (int rank = 0; rank < workers.size(); rank++) {
            for (int tower = rank * towers.own(); incoming[rank][0].hasRemaining(); tower++) {
                activations[tower] = new HistogramBuilder[layers.size()];
                for (int layer = 0; layer < layers.size(); layer++) {
                    activations[tower][layer] = HistogramBuilder.read(incoming[rank][0]);
                }
            }
        }
    }

    /**
     * Returns the summary, after the step.
     *
     * @param penalties values of the L2 terms, in the order of their parameters
     */
    ModelSummary summary(double[] penalties, LossAverages averages) {
        for (int tower = 1; tower < activations.length && activations[tower] != null; tower++) {
            for (int layer = 0; layer < layers.size(); layer++) {
                activations[0][layer].add(activations[tower][layer]);
            }
        }
        List<LayerSummary> layerSummaries = new ArrayList<>();
        List<ParameterSummary> parameterSummaries = new ArrayList<>();
        List<PenaltyTerm> terms = new ArrayList<>();
        for (TrainableLayer layer : layers) {
            int index = layerSummaries.size();
            layerSummaries.add(new LayerSummary(
                    layer.name(),
                    activations[0][index].sparsity(),
                    activations[0][index].histogram(),
                    updateRatios.get(index)));
            for (Parameter parameter : layer.parameters()) {
                String name = parameter.nameIn(layer.name());
                int flatIndex = parameterSummaries.size();
                parameterSummaries.add(new ParameterSummary(name, values.get(flatIndex), gradients.get(flatIndex)));
                if (parameter.penalized()) {
                    int term = terms.size();
                    terms.add(new PenaltyTerm(
                            parameter.penaltyNameIn(layer.name()), penalties[term], averages.penalty(term)));
                }
            }
        }
        return new ModelSummary(layerSummaries, parameterSummaries, terms);
    }
}
