package io.convstream.network;

import io.convstream.network.layer.Convolution;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Description of a network.
 *
 * @param layers one line per layer with an operation, such as "conv1: convolution 5x5 …"
 * @param parameters number of trainable values
 * @param updater type of the first trainable layer's updater
 * @param filters of the first trainable layer, if it is a convolution over RGB images
 */
public record NetworkSummary(List<String> layers, int parameters, String updater, Optional<Filters> filters) {

    private static final int RGB = 3;

    /** Describes the network of a model file. */
    public static NetworkSummary of(ModelFile.Content content) {
        NetworkPlan plan = NetworkPlan.of(
                "summary",
                content.configuration(),
                content.signature().framing().crop());
        return new NetworkSummary(
                plan.layers().stream()
                        .filter(layer -> !layer.operations().isEmpty())
                        .map(NetworkSummary::line)
                        .toList(),
                plan.trainableSize(),
                plan.trainable().get(0).requireUpdater().getClass().getSimpleName(),
                filters(plan, content.parameters()));
    }

    private static String line(PlanLayer layer) {
        String penalty = layer.weights().stream()
                .filter(weights -> weights.l2() > 0)
                .map(weights -> ", L2 " + weights.l2())
                .collect(Collectors.joining());
        return layer.name() + ": " + layer.description() + penalty;
    }

    private static Optional<Filters> filters(NetworkPlan plan, float[] parameters) {
        Operation first = plan.operations().stream()
                .filter(operation -> !operation.parameters().isEmpty())
                .findFirst()
                .orElseThrow();
        if (!(first instanceof Convolution) || first.inputShape().channels() != RGB) {
            return Optional.empty();
        }
        Parameter weights = first.parameters().stream()
                .filter(parameter -> parameter.key().equals("W"))
                .findFirst()
                .orElseThrow();
        int from = plan.offset(weights);
        return Optional.of(new Filters(
                Math.toIntExact(weights.shape()[0]),
                Math.toIntExact(weights.shape()[1]),
                Math.toIntExact(weights.shape()[3]),
                Arrays.copyOfRange(parameters, from, from + weights.size())));
    }
}
