package io.convstream.image;

/**
 * One prepared image on its way to one model, or the tombstone of a record that could not be prepared.
 *
 * @param model the model that is to train on it
 * @param sequence the record's dense number in the stream, from 0
 * @param epoch how many times its source had been read from end to end before, from 0
 * @param label the class, from 0; -1 for a tombstone
 * @param pixels standardized values as {@code [height, width, channels]}; empty for a tombstone
 */
public record Example(String model, long sequence, int epoch, int label, float[] pixels) {

    /** What stands for a bad record, so that those behind it need not wait. */
    public static Example tombstone(String model, long sequence, int epoch) {
        return new Example(model, sequence, epoch, -1, new float[0]);
    }

    public boolean isTombstone() {
        return label < 0;
    }
}
