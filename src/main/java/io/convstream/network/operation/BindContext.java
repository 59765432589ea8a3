package io.convstream.network.operation;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The replica to which an operation is bound: its memory, share of the batch, parameters and peers. */
public interface BindContext {

    /** Memory of this replica, freed with it. */
    NativeMemory memory();

    /** Number of images in this replica's share of the batch. */
    int images();

    /** Index in the batch of the first image of this replica's share. */
    int firstImage();

    /** Number of images in the whole batch. */
    int batchImages();

    /** Index of this replica among those of the model, from 0. */
    int tower();

    /** Whether this replica does what each worker must do once per batch, such as updating running statistics. */
    boolean isFirst();

    /** Whether there is a backward pass; without one there are no gradients. */
    boolean isTraining();

    /** Seed of the model, for dropout. */
    long seed();

    /** Number of the current step, from 0; constant during a step. */
    long step();

    /**
     * Allocates the output of an operation, {@code [images, height, width, channels]}.
     *
     * @param withGradient whether to allocate the gradient too, if training
     */
    Activations activations(ImageShape shape, boolean withGradient);

    /** A view of the parameter in the flat parameter vector, in its shape. */
    INDArray value(Parameter parameter);

    /** A view of the parameter in this replica's flat gradient, in its shape; only if training. */
    INDArray gradient(Parameter parameter);

    /** A view of the running statistics after the current step, written by the {@linkplain #isFirst() first} replica. */
    INDArray nextStatistics(Parameter parameter);

    /**
     * Allocates an array {@code [towers, columns]} that all replicas of the batch share. The n-th call in each replica
     * returns the same array, so all must bind the same operations in the same order.
     */
    INDArray sharedRows(long columns);

    /**
     * Blocks until all replicas of the batch have written their row of an array of {@link #sharedRows}, on whichever worker
     * they are. All rows are visible to all replicas afterwards.
     *
     * @throws RuntimeException if another replica failed in this step
     */
    void gatherRows(INDArray sharedRows);
}
