package io.convstream.network;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A layer of the configuration and the stages that do its work.
 *
 * @param index from 0, as in the configuration
 * @param name the configuration's, or its kind; with its index where another layer has that name
 * @param stages empty where the layer does nothing
 */
record NetworkLayer(int index, String name, List<Stage> stages) {

    /** The parameters that the layer's weight initialisation is for. */
    List<Parameter> weights() {
        return stages.stream()
                .flatMap(stage -> stage.parameters().stream())
                .filter(parameter -> parameter.key().equals("W"))
                .toList();
    }

    /** The layer in words: "convolution 5x5 stride 1 same 3→64, relu". */
    String description() {
        return stages.isEmpty()
                ? "nothing"
                : stages.stream().map(Stage::description).collect(Collectors.joining(", "));
    }
}
