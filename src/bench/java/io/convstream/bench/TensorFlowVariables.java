package io.convstream.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Parameters in a TensorFlow graph, created when first used and shared by all towers. */
final class TensorFlowVariables {

    private final Ops tf;
    private final Map<Layer.Values, Variable<TFloat32>> variables = new HashMap<>();
    private final List<Variable<TFloat32>> trained = new ArrayList<>();
    private final List<Op> initializers = new ArrayList<>();

    TensorFlowVariables(Ops tf) {
        this.tf = tf;
    }

    static TFloat32 tensor(float[] values, long... shape) {
        return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
    }

    /** The variables that SGD changes. */
    List<Variable<TFloat32>> trained() {
        return trained;
    }

    /** Operations that set the initial values. */
    List<Op> initializers() {
        return initializers;
    }

    /** Returns the variable of values that SGD changes. */
    Variable<TFloat32> trained(Layer.Values values) {
        return variables.computeIfAbsent(values, key -> {
            Variable<TFloat32> variable = create(values.array(), values.shape());
            trained.add(variable);
            return variable;
        });
    }

    /** Returns the variable of running statistics, which are multiplied by a factor initially. */
    Variable<TFloat32> statistics(Layer.Values values, double factor) {
        return variables.computeIfAbsent(values, key -> {
            var scaled = new float[values.array().length];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = (float) (values.array()[i] * factor);
            }
            return create(scaled, values.shape());
        });
    }

    private Variable<TFloat32> create(float[] values, long... shape) {
        Variable<TFloat32> variable = tf.variable(Shape.of(shape), TFloat32.class);
        initializers.add(tf.assign(variable, tf.constant(tensor(values, shape))));
        return variable;
    }
}
