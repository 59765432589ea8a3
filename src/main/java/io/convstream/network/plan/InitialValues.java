package io.convstream.network.plan;

import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.TruncatedNormalDistribution;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Initial parameters of a network, drawn by DL4J except for partial identities and truncated
 * normal distributions. ND4J gives up resampling
 * after some attempts: of a million values, 23,000 are exactly the mean and the variance is 0.759 instead of 0.774, so
 * the tutorial's network would start with a loss of 4.63 instead of 4.68.
 */
public final class InitialValues {

    private InitialValues() {}

    /**
     * Draws the parameters, in flat order. Synchronized, because DL4J seeds and uses the random generator of the
     * process.
     */
    public static synchronized float[] draw(NetworkPlan plan, long seed) {
        boolean drawsIdentities = plan.isCompilable();
        NetworkConfiguration seeded = plan.configuration().withSeed(seed);
        Model dl4j = (drawsIdentities ? seeded.withoutPartialIdentities() : seeded).network();
        float[] values;
        try (INDArray drawn = dl4j.params()) { // the network's own close() collects garbage, which takes up to a second
            values = plan.fromDl4j(drawn.toFloatVector());
        }
        for (PlanLayer layer : plan.layers()) {
            NeuralNetConfiguration configuration = plan.configuration().layer(layer);
            if (drawsIdentities && configuration != null && PartialIdentity.is(configuration.getLayer())) {
                var random = new Random(seed * 31 + layer.index());
                layer.weights().forEach(weights -> PartialIdentity.draw(weights, random, values, plan.offset(weights)));
                continue;
            }
            TruncatedNormalDistribution normal =
                    configuration == null ? null : truncatedNormal(configuration.getLayer());
            if (normal != null) {
                layer.weights().forEach(weights -> {
                    int from = plan.offset(weights);
                    draw(normal, new Random(seed * 31 + layer.index()), values, from, from + weights.size());
                });
            }
        }
        return values;
    }

    /** WeightInitDistribution exposes its distribution only in its JSON. */
    private static @Nullable TruncatedNormalDistribution truncatedNormal(Layer layer) {
        if (!(layer instanceof BaseLayer base && base.getWeightInitFn() instanceof WeightInitDistribution drawn)) {
            return null;
        }
        ObjectMapper mapper = NeuralNetConfiguration.mapper();
        JsonNode json = mapper.valueToTree(drawn);
        Distribution distribution = mapper.convertValue(json.path("distribution"), Distribution.class);
        return distribution instanceof TruncatedNormalDistribution normal ? normal : null;
    }

    /** Truncated at two standard deviations by resampling, as in TensorFlow. */
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
