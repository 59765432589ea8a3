package io.convstream.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network in words, and its filters.
 *
 * @param layers each layer that does something: "conv1: convolution 5x5 …"
 * @param parameters how many values are learnt
 * @param updater the kind of the first layer's that learns
 * @param filters of the first layer that learns, where it is a convolution over pictures of three colours
 */
public record NetworkSummary(List<String> layers, int parameters, String updater, Optional<Filters> filters) {

    private static final int COLOURS = 3;

    /** Sums up a model file. */
    public static NetworkSummary of(ModelFile.Content content) {
        Network network = Network.of(
                "summary",
                content.configuration(),
                content.signature().framing().crop());
        return new NetworkSummary(
                network.layers().stream()
                        .filter(layer -> !layer.stages().isEmpty())
                        .map(NetworkSummary::line)
                        .toList(),
                network.trainableSize(),
                network.trainable().get(0).neededUpdater().getClass().getSimpleName(),
                filters(network, content.parameters()));
    }

    private static String line(NetworkLayer layer) {
        String penalty = layer.weights().stream()
                .filter(weights -> weights.l2() > 0)
                .map(weights -> ", L2 " + weights.l2())
                .collect(Collectors.joining());
        return layer.name() + ": " + layer.description() + penalty;
    }

    private static Optional<Filters> filters(Network network, float[] parameters) {
        Stage first = network.stages().stream()
                .filter(stage -> !stage.parameters().isEmpty())
                .findFirst()
                .orElseThrow();
        if (!(first instanceof Convolution) || first.inputShape().channels() != COLOURS) {
            return Optional.empty();
        }
        Parameter weights = first.parameters().stream()
                .filter(parameter -> parameter.key().equals("W"))
                .findFirst()
                .orElseThrow();
        int from = network.offset(weights);
        return Optional.of(new Filters(
                Math.toIntExact(weights.shape()[0]),
                Math.toIntExact(weights.shape()[1]),
                Math.toIntExact(weights.shape()[3]),
                Arrays.copyOfRange(parameters, from, from + weights.size())));
    }
}
