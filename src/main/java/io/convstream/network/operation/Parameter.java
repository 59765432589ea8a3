package io.convstream.network.operation;

import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A parameter array of a layer.
 *
 * @param key DL4J's, such as {@code W} or {@code b}; unique within the layer
 * @param shape in C order: {@code [height, width, in, out]} of a convolution, {@code [in, out]} of a dense layer
 * @param l2 factor of ½‖w‖² in the loss
 * @param penalized whether a term of the loss depends on it alone, such as that of L2
 * @param updater null for running statistics, which are not trained
 * @param dl4j maps an index within this array to DL4J's
 */
public record Parameter(
        String key,
        long[] shape,
        double l2,
        boolean penalized,
        @Nullable IUpdater updater,
        IntUnaryOperator dl4j) {

    /** A parameter with no penalty term but L2. */
    public Parameter(String key, long[] shape, double l2, @Nullable IUpdater updater, IntUnaryOperator dl4j) {
        this(key, shape, l2, l2 != 0, updater, dl4j);
    }

    /** Number of values. */
    public int size() {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return Math.toIntExact(size);
    }

    /** Qualified name, as in TensorFlow's tutorial: {@code conv1/weights}. */
    public String nameIn(String layer) {
        return layer
                + switch (key) {
                    case "W" -> "/weights";
                    case "b" -> "/biases";
                    default -> "/" + key;
                };
    }

    /** Qualified name of the L2 term, as in TensorFlow's tutorial: {@code local3/weight_loss}. */
    public String penaltyNameIn(String layer) {
        return layer
                + switch (key) {
                    case "W" -> "/weight_loss";
                    case "b" -> "/bias_loss";
                    default -> "/" + key + "_loss";
                };
    }

    /**
     * The updater.
     *
     * @throws NullPointerException unless {@link #isTrainable()}
     */
    public IUpdater requireUpdater() {
        return Objects.requireNonNull(updater, key);
    }

    /** Whether an updater changes it. */
    public boolean isTrainable() {
        return updater != null;
    }
}
