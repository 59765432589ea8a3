package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.network.ModelDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A mini-batch in one flat array, {@code [images, height, width, channels]}, filled one example at a time. */
final class Batch {

    private final String model;
    private final int capacity;
    private final int imageSize;
    final float[] images;
    final int[] labels;
    private final long[] sequences;
    private final int[] epochs;
    private int count;

    Batch(ModelDefinition definition) {
        this(definition.name(), definition.batchSize(), definition.input().size());
    }

    Batch(String model, int capacity, int imageSize) {
        this.model = model;
        this.capacity = capacity;
        this.imageSize = imageSize;
        this.images = new float[capacity * imageSize];
        this.labels = new int[capacity];
        this.sequences = new long[capacity];
        this.epochs = new int[capacity];
    }

    void add(Example example) {
        if (example.pixels().length != imageSize) {
            throw new IllegalStateException("model " + model + " takes images of " + imageSize + " values, record "
                    + example.sequence() + " has " + example.pixels().length);
        }
        System.arraycopy(example.pixels(), 0, images, count * imageSize, imageSize);
        labels[count] = example.label();
        sequences[count] = example.sequence();
        epochs[count] = example.epoch();
        count++;
    }

    boolean isFull() {
        return count == capacity;
    }

    int capacity() {
        return capacity;
    }

    int count() {
        return count;
    }

    /** Returns the epoch of the last image. */
    int epoch() {
        return epochs[count - 1];
    }

    /** Returns the sequence number of the first image. */
    long firstSequence() {
        return sequences[0];
    }

    /** Returns the sequence number of the last image. */
    long lastSequence() {
        return sequences[count - 1];
    }

    /** Returns the number of images of each class. */
    int[] imagesByClass(int classes) {
        var counts = new int[classes];
        for (int i = 0; i < count; i++) {
            counts[labels[i]]++;
        }
        return counts;
    }

    /** Returns a copy of the first {@code limit} images, or of all if there are fewer. */
    float[] firstImages(int limit) {
        return Arrays.copyOf(images, Math.min(limit, count) * imageSize);
    }

    void clear() {
        count = 0;
    }

    /** Returns copies of the examples, in order. */
    List<Example> examples() {
        List<Example> examples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] pixels = Arrays.copyOfRange(images, i * imageSize, (i + 1) * imageSize);
            examples.add(new Example(model, sequences[i], epochs[i], labels[i], pixels));
        }
        return examples;
    }
}
