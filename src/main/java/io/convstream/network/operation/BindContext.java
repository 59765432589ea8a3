package io.convstream.network.operation;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Everything that an operation needs of the replica to which it is bound: memory, its share of the batch, parameters. */
public interface BindContext {

    /** Freed together with the context. */
    NativeMemory memory();

    /** The number of images in this replica's share of the batch. */
    int images();

    /** The index in the batch of the first image of this replica's share. */
    int firstImage();

    /** The number of images in the whole batch. */
    int batchImages();

    /** The index of this context, from 0. */
    int tower();

    default boolean isFirst() {
        return tower() == 0;
    }

    boolean isTraining();

    long seed();

    /** The number of the current step, from 0. */
    long step();

    /**
     * Buffers for the output of an operation, {@code [images, height, width, channels]}.
     *
     * @param withGradient whether the gradient is needed; without training there is none
     */
    Activations activations(ImageShape shape, boolean withGradient);

    /** A view of the parameter in the flat vector. */
    INDArray value(Parameter parameter);

    /** A view of the parameter in this replica's flat gradient. */
    INDArray gradient(Parameter parameter);

    /** The running statistics after the current step. */
    INDArray nextStatistics(Parameter parameter);

    /** The next array {@code [towers, columns]} that all replicas share; all call this in the same order. */
    INDArray sharedRows(long columns);

    /** Blocks until all replicas of the batch have called this method. */
    void awaitReplicas();
}
