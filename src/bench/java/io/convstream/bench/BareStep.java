package io.convstream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.convstream.image.ImageShape;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Training steps without Flink, with the default hyperparameters. */
final class BareStep {

    private static final int WARM_UP = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private BareStep() {}

    /**
     * Returns the mean time of a step; jobs are measured the same way.
     *
     * @param width factor of the number of channels and units in every hidden layer
     */
    static double millis(int batch, int towers, int width, int steps) {
        var input = new ImageShape(Network.CIFAR10.size(), Network.CIFAR10.size(), Problem.CHANNELS);
        String configuration = Hyperparameters.fast(batch, 10_000)
                .apply(widen(Presets.configuration(Network.CIFAR10.preset(), input, Problem.CLASSES, 1), width));
        Problem problem = Problem.of(Network.CIFAR10, batch);
        long start = 0;
        try (var trainer =
                new Trainer(new ModelDefinition("bench", configuration, input, batch, towers, 1, 0.998, 0))) {
            for (int i = -WARM_UP; i < steps; i++) {
                if (i == 0) {
                    start = System.nanoTime();
                }
                trainer.step(problem.pixels(), problem.labels(), batch);
            }
        }
        return (System.nanoTime() - start) / 1e6 / steps;
    }

    private static String widen(String configuration, int width) {
        try {
            JsonNode root = JSON.readTree(configuration);
            for (JsonNode conf : root.path("confs")) {
                ObjectNode layer = (ObjectNode) conf.path("layer");
                multiply(layer, "nin", width, Problem.CHANNELS);
                multiply(layer, "nout", width, Problem.CLASSES);
            }
            return root.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void multiply(ObjectNode layer, String name, int width, int fixed) {
        long size = layer.path(name).asLong();
        if (size > 0 && size != fixed) {
            layer.put(name, size * width);
        }
    }
}
