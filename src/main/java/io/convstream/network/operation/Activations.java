package io.convstream.network.operation;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Activations between two operations of a replica.
 *
 * @param values {@code [images, height, width, channels]}
 * @param gradient of the loss with respect to the values, same shape; null without training and before the first
 *     operation with parameters
 */
public record Activations(INDArray values, @Nullable INDArray gradient) {

    /** The values as a matrix {@code [images * height * width, channels]}. */
    public INDArray rows() {
        return rows(values);
    }

    /** An array {@code [images, height, width, channels]} as a matrix {@code [images * height * width, channels]}. */
    public static INDArray rows(INDArray array) {
        return array.reshape('c', array.length() / array.size(3), array.size(3));
    }

    /** An array as a matrix with one row per entry of its first dimension. */
    public static INDArray flat(INDArray array) {
        return array.reshape('c', array.size(0), array.length() / array.size(0));
    }

    public boolean hasGradient() {
        return gradient != null;
    }

    /**
     * The gradient.
     *
     * @throws IllegalStateException unless {@link #hasGradient()}
     */
    public INDArray requireGradient() {
        if (gradient == null) {
            throw new IllegalStateException("these activations have no gradient");
        }
        return gradient;
    }
}
