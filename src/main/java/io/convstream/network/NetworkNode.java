package io.convstream.network;

import io.convstream.image.PictureShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An operation or a parameter of a network, to draw it.
 *
 * @param name unique, with its layer before a slash
 * @param operation what it does, or {@code Parameter}, or {@code Pictures}
 * @param inputs the names of the nodes whose outputs it takes
 * @param shape of its output; -1 for the number of pictures
 */
public record NetworkNode(String name, String operation, List<String> inputs, List<Long> shape) {

    private static final String PICTURES = "images";

    /** A network's nodes from the pictures to the logits, in the order of its configuration. */
    public static List<NetworkNode> of(ModelDefinition definition) {
        Network network = Network.of(definition);
        List<NetworkNode> nodes = new ArrayList<>();
        nodes.add(new NetworkNode(PICTURES, "Pictures", List.of(), shape(network.input())));
        String last = PICTURES;
        for (NetworkLayer layer : network.layers()) {
            for (Stage stage : layer.stages()) {
                String operation = stage.getClass().getSimpleName();
                String name = layer.name() + "/" + operation.toLowerCase(Locale.ROOT);
                List<String> parameters = stage.parameters().stream()
                        .map(parameter -> parameter.nameIn(layer.name()))
                        .toList();
                for (int i = 0; i < parameters.size(); i++) {
                    List<Long> shape = Arrays.stream(stage.parameters().get(i).shape())
                            .boxed()
                            .toList();
                    nodes.add(new NetworkNode(parameters.get(i), "Parameter", List.of(), shape));
                }
                List<String> inputs =
                        Stream.concat(Stream.of(last), parameters.stream()).toList();
                nodes.add(new NetworkNode(name, operation, inputs, shape(stage.outputShape())));
                last = name;
            }
        }
        return nodes;
    }

    private static List<Long> shape(PictureShape picture) {
        return List.of(-1L, (long) picture.height(), (long) picture.width(), (long) picture.channels());
    }
}
