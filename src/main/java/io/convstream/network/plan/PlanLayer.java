package io.convstream.network.plan;

import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A layer of the configuration and its operations.
 *
 * @param index in the configuration, from 0
 * @param name the configuration's, else its type; with the index appended if another layer has that name
 * @param inputs names of the layers whose outputs it takes; empty if it takes the images
 * @param operations empty if the layer does nothing
 */
public record PlanLayer(int index, String name, List<String> inputs, List<Operation> operations) {

    /** The parameters to which the layer's weight initialization applies. */
    public List<Parameter> weights() {
        return operations.stream()
                .flatMap(operation -> operation.parameters().stream())
                .filter(parameter -> parameter.key().equals("W"))
                .toList();
    }

    /** Kinds and sizes, such as "convolution 5x5 stride 1 same 3→64, relu". */
    public String description() {
        return operations.isEmpty()
                ? "nothing"
                : operations.stream().map(Operation::description).collect(Collectors.joining(", "));
    }
}
