package io.convstream.train;

import io.convstream.image.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The batch that is being filled: images one after the other, as a step takes them. */
final class Batch {

    private final String model;
    private final int capacity;
    private final int imagesize;
    final float[] images;
    final int[] labels;
    private final long[] sequences;
    private final int[] epochs;
    private int count;

    Batch(String model, int capacity, int imagesize) {
        this.model = model;
        this.capacity = capacity;
        this.imagesize = imagesize;
        this.images = new float[capacity * imagesize];
        this.labels = new int[capacity];
        this.sequences = new long[capacity];
        this.epochs = new int[capacity];
    }

    void add(Example example) {
        if (example.pixels().length != imagesize) {
            throw new IllegalStateException("model " + model + " takes images of " + imagesize + " values, record "
                    + example.sequence() + " has " + example.pixels().length);
        }
        System.arraycopy(example.pixels(), 0, images, count * imagesize, imagesize);
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

    /** The epoch of the last image in it. */
    int epoch() {
        return epochs[count - 1];
    }

    /** A copy of its first so many images, or of all where there are fewer. */
    float[] firstImages(int most) {
        return Arrays.copyOf(images, Math.min(most, count) * imagesize);
    }

    void clear() {
        count = 0;
    }

    /** A copy of what is in it, in order. */
    List<Example> examples() {
        List<Example> examples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] pixels = Arrays.copyOfRange(images, i * imagesize, (i + 1) * imagesize);
            examples.add(new Example(model, sequences[i], epochs[i], labels[i], pixels));
        }
        return examples;
    }
}
