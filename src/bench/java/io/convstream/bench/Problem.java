package io.convstream.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The problem that every library computes: a network with the same weights on the same images.
 *
 * @param batch images per step
 * @param pixels {@code [batch, size, size, 3]}
 * @param labels {@code [batch]}, 0 to 9
 * @param layers from the images to the logits
 */
record Problem(Network network, int batch, float[] pixels, int[] labels, List<Layer> layers) {

    static final int CHANNELS = 3;
    static final int CLASSES = 10;

    /** Learning rate of SGD. */
    static final double LEARNING_RATE = 0.01;

    /** Draws images and weights; the same for the same batch size. */
    static Problem of(Network network, int batch) {
        var random = new Random(1);
        var pixels = new float[batch * network.size() * network.size() * CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        var labels = new int[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = random.nextInt(CLASSES);
        }
        return new Problem(network, batch, pixels, labels, network.layers(random));
    }

    /** Height and width of an image. */
    int size() {
        return network.size();
    }

    /** Computes the logits with a library. */
    <T> T logits(Operations<T> operations, T images) {
        T x = images;
        for (Layer layer : layers) {
            x = layer.apply(operations, x);
        }
        return x;
    }

    /** All initial values in convstream's flat order: running statistics last. */
    float[] parameters() {
        List<Layer.Values> all = new ArrayList<>();
        layers.forEach(layer -> all.addAll(layer.parameters()));
        layers.forEach(layer -> all.addAll(layer.statistics()));
        var flat =
                new float[all.stream().mapToInt(values -> values.array().length).sum()];
        int offset = 0;
        for (Layer.Values values : all) {
            System.arraycopy(values.array(), 0, flat, offset, values.array().length);
            offset += values.array().length;
        }
        return flat;
    }

    /** Labels as one-hot vectors {@code [batch, classes]}. */
    float[] oneHot() {
        var targets = new float[batch * CLASSES];
        for (int i = 0; i < batch; i++) {
            targets[i * CLASSES + labels[i]] = 1;
        }
        return targets;
    }

    /** Images as {@code [batch, 3, size, size]}. */
    float[] channelsFirst() {
        var values = new float[pixels.length];
        int area = size() * size();
        for (int i = 0; i < batch; i++) {
            for (int p = 0; p < area; p++) {
                for (int c = 0; c < CHANNELS; c++) {
                    values[(i * CHANNELS + c) * area + p] = pixels[(i * area + p) * CHANNELS + c];
                }
            }
        }
        return values;
    }
}
