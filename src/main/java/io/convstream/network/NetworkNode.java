package io.convstream.network;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Operation;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An operation or a parameter of a network, to draw it.
 *
 * @param name unique, with its layer before a slash
 * @param operation what it does, or {@code Parameter}, or {@code Images}
 * @param inputs the names of the nodes whose outputs it takes
 * @param shape of its output; -1 for the number of images
 */
public record NetworkNode(String name, String operation, List<String> inputs, List<Long> shape) {

    private static final String IMAGES = "images";

    /** A network's nodes from the images to the logits, in the order of its configuration. */
    public static List<NetworkNode> of(ModelDefinition definition) {
        NetworkPlan plan = definition.plan();
        List<NetworkNode> nodes = new ArrayList<>();
        nodes.add(new NetworkNode(IMAGES, "Images", List.of(), shape(plan.input())));
        String last = IMAGES;
        for (PlanLayer layer : plan.layers()) {
            for (Operation operation : layer.operations()) {
                String kind = operation.getClass().getSimpleName();
                String name = layer.name() + "/" + kind.toLowerCase(Locale.ROOT);
                List<String> parameters = operation.parameters().stream()
                        .map(parameter -> parameter.nameIn(layer.name()))
                        .toList();
                for (int i = 0; i < parameters.size(); i++) {
                    List<Long> shape = Arrays.stream(
                                    operation.parameters().get(i).shape())
                            .boxed()
                            .toList();
                    nodes.add(new NetworkNode(parameters.get(i), "Parameter", List.of(), shape));
                }
                List<String> inputs =
                        Stream.concat(Stream.of(last), parameters.stream()).toList();
                nodes.add(new NetworkNode(name, kind, inputs, shape(operation.outputShape())));
                last = name;
            }
        }
        return nodes;
    }

    private static List<Long> shape(ImageShape image) {
        return List.of(-1L, (long) image.height(), (long) image.width(), (long) image.channels());
    }
}
