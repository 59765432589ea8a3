package io.convstream.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Parameters in PyTorch, created when first used.
 *
 * <p>DJL cannot select PyTorch's memory format. But a transposed view of an array {@code [images, height, width,
 * channels]} has the strides of {@code channels_last}, which PyTorch recognizes and keeps; copies keep them, too.
 */
final class PyTorchParameters {

    private final NDManager manager;
    private final boolean channelsLast;
    private final Map<Layer.Values, NDArray> arrays = new HashMap<>();
    private final List<NDArray> trained = new ArrayList<>();

    PyTorchParameters(NDManager manager, boolean channelsLast) {
        this.manager = manager;
        this.channelsLast = channelsLast;
    }

    boolean isChannelsLast() {
        return channelsLast;
    }

    /** The parameters that SGD changes. */
    List<NDArray> trained() {
        return trained;
    }

    NDArray vector(Layer.Values values) {
        return scaled(values, 1);
    }

    /** Returns the array of values that are multiplied by a factor initially. */
    NDArray scaled(Layer.Values values, double factor) {
        return get(values, () -> manager.create(values.array()).mul(factor));
    }

    /** Returns weights of a convolution, {@code [out, in, height, width]}. */
    NDArray filters(Layer.Values values) {
        return get(values, () -> {
            NDArray weights = manager.create(values.array(), new Shape(values.shape()));
            return channelsLast
                    ? contiguous(weights.transpose(3, 0, 1, 2)).transpose(0, 3, 1, 2)
                    : contiguous(weights.transpose(3, 2, 0, 1));
        });
    }

    /** Returns weights of a dense layer for an input in its order in memory. */
    NDArray dense(Layer.Values values, Shape input) {
        return get(values, () -> {
            NDArray weights = manager.create(values.array(), new Shape(values.shape()));
            return channelsLast || input.dimension() != 4
                    ? weights
                    : weights.reshape(input.get(2), input.get(3), input.get(1), -1)
                            .transpose(2, 0, 1, 3)
                            .reshape(new Shape(values.shape()));
        });
    }

    private NDArray contiguous(NDArray view) {
        return manager.create(view.toFloatArray(), view.getShape());
    }

    private NDArray get(Layer.Values values, Supplier<NDArray> initial) {
        NDArray existing = arrays.get(values);
        if (existing != null) {
            return existing;
        }
        NDArray array = initial.get().duplicate();
        arrays.put(values, array);
        if (values.trained()) {
            array.setRequiresGradient(true);
            trained.add(array);
        }
        return array;
    }
}
