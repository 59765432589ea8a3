package io.convstream.network.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads values inside one step without changing them. */
public interface StepObserver {

    /** Called on each tower's thread, before the backward pass overwrites activations. */
    void afterForward(int tower, Replica replica);

    /**
     * Called on the first tower's thread.
     *
     * @param parameters {@code [1, size]}, before the update
     * @param gradient {@code [1, trainable size]}, of the total loss
     */
    void beforeUpdate(INDArray parameters, INDArray gradient);

    /**
     * Called on the first tower's thread.
     *
     * @param update {@code [1, trainable size]}, subtracted from the parameters
     */
    void afterUpdate(INDArray update);
}
