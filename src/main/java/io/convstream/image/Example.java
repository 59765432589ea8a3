package io.convstream.image;

/**
 * Prepared training example for one model, or the tombstone of a record that could not be prepared.
 *
 * @param model the name of the model
 * @param sequence the record's dense number in the stream, from 0
 * @param epoch the number of earlier passes over the source, from 0
 * @param label the class, from 0; -1 for a tombstone
 * @param pixels standardized values as {@code [height, width, channels]}; empty for a tombstone
 */
public record Example(String model, long sequence, int epoch, int label, float[] pixels) {

    /** Returns a placeholder for a bad record: it fills the gap in the sequence, so that later records are not held back. */
    public static Example tombstone(String model, long sequence, int epoch) {
        return new Example(model, sequence, epoch, -1, new float[0]);
    }

    public boolean isTombstone() {
        return label < 0;
    }
}
