package io.convstream.network;

/** A network that only classifies: forward without dropout, one thread, its own native memory. */
public final class Classifier implements AutoCloseable {

    /**
     * Compiles the network; {@link #load} gives it parameters.
     *
     * @param batchSize the most pictures in one call
     */
    public Classifier(ModelDefinition definition, int batchSize) {
        throw new UnsupportedOperationException();
    }

    /** Takes over parameters in the flat order of {@link LearnerState#parameters()}. */
    public void load(float[] parameters) {}

    /**
     * Classifies pictures.
     *
     * @param pictures one picture after the other, {@code [images, height, width, channels]}; may be longer
     * @param images the number of pictures, from 1 to the batch size
     * @return normalised probabilities, {@code [images, classes]}
     */
    public float[] probabilities(float[] pictures, int images) {
        return new float[0];
    }

    public int classes() {
        return 0;
    }

    @Override
    public void close() {}
}
