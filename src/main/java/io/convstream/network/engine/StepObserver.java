package io.convstream.network.engine;

import io.convstream.network.plan.TrainableLayer;
import java.util.function.Function;

/** Reads values inside one step without changing them. */
public interface StepObserver {

    /**
     * Called on each tower's thread, before the backward pass overwrites activations.
     *
     * @param outputs output of a layer for the tower's images, perhaps {@linkplain TrainableLayer#rectified() before
     *     its ReLU}
     */
    void afterForward(int tower, Function<TrainableLayer, FloatSource> outputs);

    /**
     * Called on one thread.
     *
     * @param parameters all parameters in flat order, before the update
     * @param gradient of the total loss, of the trainable parameters in flat order
     */
    void beforeUpdate(FloatSource parameters, FloatSource gradient);

    /**
     * Called on one thread.
     *
     * @param update what was subtracted from the trainable parameters, in flat order
     */
    void afterUpdate(FloatSource update);
}
