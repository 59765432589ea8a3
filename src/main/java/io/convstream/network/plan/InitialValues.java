package io.convstream.network.plan;

import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.TruncatedNormalDistribution;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A network's first parameters, drawn by DL4J itself; all but truncated normal weights. ND4J's truncated normal gives up
 * redrawing: of a million values 23,000 were exactly the mean and the variance 0.759 instead of 0.774, so that the
 * tutorial's network would start with a loss of 4.63 instead of 4.68. Those are drawn here.
 */
public final class InitialValues {

    private InitialValues() {}

    /**
     * The parameters in our flat order. One at a time: DL4J draws from the process's only random generator, which it
     * seeds first.
     */
    public static synchronized float[] draw(NetworkPlan network, long seed) {
        MultiLayerConfiguration configuration = network.configuration().clone();
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            layer.setSeed(seed);
        }
        var dl4j = new MultiLayerNetwork(configuration);
        dl4j.init();
        float[] values = network.fromDl4j(dl4j.params().toFloatVector());
        dl4j.close();
        for (PlanLayer layer : network.layers()) {
            TruncatedNormalDistribution normal =
                    truncatedNormal(configuration.getConf(layer.index()).getLayer());
            if (normal != null) {
                layer.weights().forEach(weights -> {
                    int from = network.offset(weights);
                    draw(normal, new Random(seed * 31 + layer.index()), values, from, from + weights.size());
                });
            }
        }
        return values;
    }

    /** WeightInitDistribution tells its distribution to nobody but its JSON. */
    private static @Nullable TruncatedNormalDistribution truncatedNormal(Layer layer) {
        if (!(layer instanceof BaseLayer base && base.getWeightInitFn() instanceof WeightInitDistribution drawn)) {
            return null;
        }
        ObjectMapper mapper = NeuralNetConfiguration.mapper();
        JsonNode json = mapper.valueToTree(drawn);
        Distribution distribution = mapper.convertValue(json.path("distribution"), Distribution.class);
        return distribution instanceof TruncatedNormalDistribution normal ? normal : null;
    }

    /** Redrawn beyond two deviations, until it is within. */
    private static void draw(TruncatedNormalDistribution normal, Random random, float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            double value;
            do {
                value = random.nextGaussian();
            } while (Math.abs(value) > 2);
            values[i] = (float) (normal.getMean() + value * normal.getStd());
        }
    }
}
