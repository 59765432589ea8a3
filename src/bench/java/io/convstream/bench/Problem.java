package io.convstream.bench;

import java.util.Random;

/**
 * The problem that every library computes: the tutorial's network with the same weights on the same images.
 *
 * @param batch images per step
 * @param pixels {@code [batch, 24, 24, 3]}
 * @param labels {@code [batch]}, 0 to 9
 * @param weights of conv1, conv2, local3, local4 and the logits: {@code [height, width, in, out]} or {@code
 *     [in, out]}, the first of the dense layers for inputs {@code [height, width, channels]}
 * @param biases of the same layers
 */
record Problem(int batch, float[] pixels, int[] labels, float[][] weights, float[][] biases) {

    static final int SIZE = 24;
    static final int CHANNELS = 3;
    static final int CLASSES = 10;
    static final int FILTERS = 64;

    /** Learning rate of SGD. */
    static final double LEARNING_RATE = 0.01;

    /** Of local response normalization: 4 channels on each side. */
    static final int RADIUS = 4;

    static final double ALPHA = 0.001 / 9;
    static final double BETA = 0.75;

    /** Shapes of the weights. */
    static final long[][] SHAPES = {{5, 5, 3, 64}, {5, 5, 64, 64}, {2304, 384}, {384, 192}, {192, 10}};

    /** Draws images and weights; the same for the same batch size. */
    static Problem of(int batch) {
        var random = new Random(1);
        var pixels = new float[batch * SIZE * SIZE * CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        var labels = new int[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = random.nextInt(CLASSES);
        }
        var weights = new float[SHAPES.length][];
        var biases = new float[SHAPES.length][];
        for (int layer = 0; layer < SHAPES.length; layer++) {
            long[] shape = SHAPES[layer];
            int out = (int) shape[shape.length - 1];
            int fanIn = 1;
            for (int d = 0; d < shape.length - 1; d++) {
                fanIn *= (int) shape[d];
            }
            weights[layer] = new float[fanIn * out];
            for (int i = 0; i < weights[layer].length; i++) {
                weights[layer][i] = (float) (random.nextGaussian() * Math.sqrt(1.0 / fanIn));
            }
            biases[layer] = new float[out];
            for (int i = 0; i < out; i++) {
                biases[layer][i] = (float) (0.1 * random.nextDouble());
            }
        }
        return new Problem(batch, pixels, labels, weights, biases);
    }

    /** Labels as one-hot vectors {@code [batch, classes]}. */
    float[] oneHot() {
        var targets = new float[batch * CLASSES];
        for (int i = 0; i < batch; i++) {
            targets[i * CLASSES + labels[i]] = 1;
        }
        return targets;
    }

    /** Images as {@code [batch, 3, 24, 24]}. */
    float[] channelsFirst() {
        var values = new float[pixels.length];
        int area = SIZE * SIZE;
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
