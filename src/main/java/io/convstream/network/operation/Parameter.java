package io.convstream.network.operation;

import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A block of a network's parameters.
 *
 * @param shape ours, in C order: convolution {@code [height, width, in, out]}, dense {@code [in, out]}
 * @param l2 the factor of ½‖w‖² in the loss
 * @param updater null for running statistics, which no updater touches
 * @param dl4j from our index within the block to DL4J's
 */
public record Parameter(
        String key, long[] shape, double l2, @Nullable IUpdater updater, IntUnaryOperator dl4j) {

    public int size() {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return Math.toIntExact(size);
    }

    /** Its name as the tutorial has it: {@code conv1/weights}. */
    public String nameIn(String layer) {
        return layer
                + switch (key) {
                    case "W" -> "/weights";
                    case "b" -> "/biases";
                    default -> "/" + key;
                };
    }

    /** The name of its L2 term, likewise: {@code local3/weight_loss}. */
    public String penaltyNameIn(String layer) {
        return layer
                + switch (key) {
                    case "W" -> "/weight_loss";
                    case "b" -> "/bias_loss";
                    default -> "/" + key + "_loss";
                };
    }

    /** The updater of a trainable parameter. */
    public IUpdater neededUpdater() {
        return Objects.requireNonNull(updater, key);
    }

    public boolean isTrainable() {
        return updater != null;
    }
}
