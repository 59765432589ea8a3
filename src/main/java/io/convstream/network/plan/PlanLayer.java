package io.convstream.network.plan;

import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A layer of the configuration and the operations that do its work.
 *
 * @param index from 0, as in the configuration
 * @param name the configuration's, or its kind; with its index where another layer has that name
 * @param operations empty where the layer does nothing
 */
public record PlanLayer(int index, String name, List<Operation> operations) {

    /** The parameters that the layer's weight initialization is for. */
    public List<Parameter> weights() {
        return operations.stream()
                .flatMap(operation -> operation.parameters().stream())
                .filter(parameter -> parameter.key().equals("W"))
                .toList();
    }

    /** The layer in words: "convolution 5x5 stride 1 same 3→64, relu". */
    public String description() {
        return operations.isEmpty()
                ? "nothing"
                : operations.stream().map(Operation::description).collect(Collectors.joining(", "));
    }
}
