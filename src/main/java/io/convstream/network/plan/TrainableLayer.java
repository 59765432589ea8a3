package io.convstream.network.plan;

import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer with trainable parameters, and the operation that computes its output.
 *
 * @param name unique in its network
 * @param parameters its trainable parameters
 * @param operation index in the plan of the operation whose output is the layer's
 * @param rectified whether a ReLU must be applied to that output, because the plan moved it behind the next layer
 */
public record TrainableLayer(String name, List<Parameter> parameters, int operation, boolean rectified) {

    /** The trainable layers of a network, in order. */
    public static List<TrainableLayer> of(NetworkPlan plan) {
        List<TrainableLayer> trainable = new ArrayList<>();
        for (PlanLayer layer : plan.layers()) {
            List<Parameter> parameters = layer.operations().stream()
                    .flatMap(operation -> operation.parameters().stream())
                    .filter(Parameter::isTrainable)
                    .toList();
            if (!parameters.isEmpty()) {
                List<Operation> operations = layer.operations();
                int last = plan.operations().indexOf(operations.get(operations.size() - 1));
                boolean moved = last < 0;
                trainable.add(new TrainableLayer(
                        layer.name(),
                        parameters,
                        moved ? plan.operations().indexOf(operations.get(operations.size() - 2)) : last,
                        moved));
            }
        }
        return List.copyOf(trainable);
    }
}
