package io.convstream.network;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Operation;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Node of a network's graph, for TensorBoard: an operation, a parameter or the images.
 *
 * @param name unique, prefixed with the layer's and a slash
 * @param operation its type, {@code Parameter} or {@code Images}
 * @param inputs names of the nodes whose outputs it uses
 * @param shape of its output; -1 for the number of images
 */
public record NetworkNode(String name, String operation, List<String> inputs, List<Long> shape) {

    private static final String IMAGES = "images";

    /** The nodes of a network from the images to the logits, in the order of its configuration. */
    public static List<NetworkNode> of(ModelDefinition definition) {
        NetworkPlan plan = definition.plan();
        List<NetworkNode> nodes = new ArrayList<>();
        nodes.add(new NetworkNode(IMAGES, "Images", List.of(), shape(plan.input())));
        Map<String, String> outputs = new HashMap<>();
        for (PlanLayer layer : plan.layers()) {
            List<String> last = layer.inputs().isEmpty()
                    ? List.of(IMAGES)
                    : layer.inputs().stream().map(outputs::get).toList();
            for (Operation operation : layer.operations()) {
                String type = operation.getClass().getSimpleName();
                String name = layer.name() + "/" + type.toLowerCase(Locale.ROOT);
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
                        Stream.concat(last.stream(), parameters.stream()).toList();
                nodes.add(new NetworkNode(name, type, inputs, shape(operation.outputShape())));
                last = List.of(name);
            }
            outputs.put(layer.name(), last.get(0));
        }
        return nodes;
    }

    private static List<Long> shape(ImageShape image) {
        return List.of(-1L, (long) image.height(), (long) image.width(), (long) image.channels());
    }
}
