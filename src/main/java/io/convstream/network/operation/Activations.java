package io.convstream.network.operation;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What flows between two operations of one context.
 *
 * @param values {@code [n, height, width, channels]}
 * @param gradient of the loss by each value; null where nobody needs it: when classifying, and before the first
 *     parameters
 */
public record Activations(INDArray values, @Nullable INDArray gradient) {

    /** The values as a matrix: one row for each pixel, {@code [n * height * width, channels]}. */
    public INDArray rows() {
        return rows(values);
    }

    public static INDArray rows(INDArray array) {
        return array.reshape('c', array.length() / array.size(3), array.size(3));
    }

    /** An array as a matrix with one row for each image. */
    public static INDArray flat(INDArray array) {
        return array.reshape('c', array.size(0), array.length() / array.size(0));
    }

    public boolean hasGradient() {
        return gradient != null;
    }

    /** The gradient, where the operation has asked {@link #hasGradient()}. */
    public INDArray needGradient() {
        if (gradient == null) {
            throw new IllegalStateException("this signal has no gradient");
        }
        return gradient;
    }
}
