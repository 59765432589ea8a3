package io.convstream.network.plan;

import io.convstream.network.layer.Nonlinearity;
import io.convstream.network.layer.Pooling;
import io.convstream.network.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Order of the operations of a plan. A ReLU before max pooling is moved behind it: output and gradients are the same,
 * with a quarter of the values or fewer.
 */
final class OperationOrder {

    private OperationOrder() {}

    static List<Operation> of(List<PlanLayer> layers) {
        List<Operation> operations = new ArrayList<>();
        layers.forEach(layer -> operations.addAll(layer.operations()));
        for (int i = 0; i + 1 < operations.size(); i++) {
            if (operations.get(i) instanceof Nonlinearity relu
                    && relu.isRelu()
                    && operations.get(i + 1) instanceof Pooling pooling
                    && pooling.isMax()) {
                operations.set(i, pooling);
                operations.set(i + 1, relu.after(pooling));
            }
        }
        return List.copyOf(operations);
    }
}
