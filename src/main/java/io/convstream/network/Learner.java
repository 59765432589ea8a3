package io.convstream.network;

/**
 * A model that learns: the compiled network with its updater and averages, in native memory. For one thread at a time;
 * the towers' threads are its own.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Learner implements AutoCloseable {

    /** A new model with its initial values. */
    public Learner(ModelDefinition definition) {
        throw missing();
    }

    /**
     * A model as it was.
     *
     * @throws IllegalArgumentException naming the layer, where the state is that of another network
     */
    public Learner(ModelDefinition definition, LearnerState state) {
        throw missing();
    }

    /** The number of steps done. */
    public long step() {
        throw missing();
    }

    /**
     * One step: forward, backward, update, averages.
     *
     * @param pictures one picture after the other, {@code [images, height, width, channels]}; may be longer
     * @param labels the classes, from 0
     * @param images the number of pictures, from 1 to the batch size
     * @throws NonFiniteException before anything is changed, where loss, gradient or updated parameter is not finite
     */
    public StepResult step(float[] pictures, int[] labels, int images) {
        throw missing();
    }

    /** A copy of all that the learner holds. */
    public LearnerState state() {
        throw missing();
    }

    private static UnsupportedOperationException missing() {
        return new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
