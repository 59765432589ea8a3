package io.convstream.train;

import io.convstream.image.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The batch that is being filled: pictures one after the other, as a step takes them. */
final class Batch {

    private final String model;
    private final int capacity;
    private final int pictureSize;
    final float[] pictures;
    final int[] labels;
    private final long[] sequences;
    private final int[] epochs;
    private int count;

    Batch(String model, int capacity, int pictureSize) {
        this.model = model;
        this.capacity = capacity;
        this.pictureSize = pictureSize;
        this.pictures = new float[capacity * pictureSize];
        this.labels = new int[capacity];
        this.sequences = new long[capacity];
        this.epochs = new int[capacity];
    }

    void add(Example example) {
        if (example.pixels().length != pictureSize) {
            throw new IllegalStateException("model " + model + " takes pictures of " + pictureSize + " values, record "
                    + example.sequence() + " has " + example.pixels().length);
        }
        System.arraycopy(example.pixels(), 0, pictures, count * pictureSize, pictureSize);
        labels[count] = example.label();
        sequences[count] = example.sequence();
        epochs[count] = example.epoch();
        count++;
    }

    boolean isFull() {
        return count == capacity;
    }

    int count() {
        return count;
    }

    /** The epoch of the last picture in it. */
    int epoch() {
        return epochs[count - 1];
    }

    /** A copy of its first so many pictures, or of all where there are fewer. */
    float[] firstPictures(int most) {
        return Arrays.copyOf(pictures, Math.min(most, count) * pictureSize);
    }

    void clear() {
        count = 0;
    }

    /** A copy of what is in it, in order. */
    List<Example> examples() {
        List<Example> examples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] pixels = Arrays.copyOfRange(pictures, i * pictureSize, (i + 1) * pictureSize);
            examples.add(new Example(model, sequences[i], epochs[i], labels[i], pixels));
        }
        return examples;
    }
}
