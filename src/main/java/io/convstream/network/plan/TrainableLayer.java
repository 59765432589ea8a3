package io.convstream.network.plan;

import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer that learns, and where what it puts out is to be found after the forward pass.
 *
 * @param name the layer's, in its network no other's
 * @param parameters those that an updater changes
 * @param operation the place in the plan of the operation that puts it out
 * @param rectified whether a relu has to be applied to that: the plan has moved it behind the next layer
 */
public record TrainableLayer(String name, List<Parameter> parameters, int operation, boolean rectified) {

    public static List<TrainableLayer> of(NetworkPlan network) {
        List<TrainableLayer> learning = new ArrayList<>();
        for (PlanLayer layer : network.layers()) {
            List<Parameter> parameters = layer.operations().stream()
                    .flatMap(operation -> operation.parameters().stream())
                    .filter(Parameter::isTrainable)
                    .toList();
            if (!parameters.isEmpty()) {
                List<Operation> operations = layer.operations();
                int last = network.operations().indexOf(operations.get(operations.size() - 1));
                boolean moved = last < 0;
                learning.add(new TrainableLayer(
                        layer.name(),
                        parameters,
                        moved ? network.operations().indexOf(operations.get(operations.size() - 2)) : last,
                        moved));
            }
        }
        return List.copyOf(learning);
    }
}
