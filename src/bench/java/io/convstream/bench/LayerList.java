package io.convstream.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds the layers of a network, drawing their initial values. */
final class LayerList {

    private final Random random;
    private final List<Layer> layers = new ArrayList<>();
    private int side;
    private int channels;

    /**
     * Starts with images.
     *
     * @param side height and width
     */
    LayerList(Random random, int side, int channels) {
        this.random = random;
        this.side = side;
        this.channels = channels;
    }

    LayerList convolution(int kernel, int out, boolean hasBias) {
        return convolution(kernel, true, weights(true, kernel, kernel, channels, out), hasBias);
    }

    /** Adds a convolution without padding whose weights are not trained, with a bias that is. */
    LayerList frozenConvolution(int kernel, int out) {
        return convolution(kernel, false, weights(false, kernel, kernel, channels, out), true);
    }

    private LayerList convolution(int kernel, boolean same, Layer.Values weights, boolean hasBias) {
        channels = (int) weights.shape()[3];
        side -= same ? 0 : kernel - 1;
        return add(new Layer.Convolution(kernel, same, weights, hasBias ? bias(channels) : null));
    }

    LayerList dense(int out, boolean hasBias) {
        Layer.Values weights = weights(true, side * side * channels, out);
        side = 1;
        channels = out;
        return add(new Layer.Dense(weights, hasBias ? bias(out) : null));
    }

    LayerList batchNormalization(double epsilon, double decay) {
        return add(new Layer.BatchNormalization(
                epsilon, decay, around(1, true), around(0, true), around(0, false), around(1, false)));
    }

    LayerList responseNormalization(int radius, double alpha, double beta) {
        return add(new Layer.ResponseNormalization(radius, alpha, beta));
    }

    LayerList maxPooling(int size, int stride, boolean same) {
        side = same ? (side + stride - 1) / stride : (side - size) / stride + 1;
        return add(new Layer.MaxPooling(size, stride, same));
    }

    /** Adds max pooling to a single pixel. */
    LayerList globalMaxPooling() {
        return maxPooling(side, side, false);
    }

    LayerList relu() {
        return add(new Layer.Relu());
    }

    LayerList gelu() {
        return add(new Layer.Gelu());
    }

    LayerList division(double divisor) {
        return add(new Layer.Division(divisor));
    }

    private LayerList add(Layer layer) {
        layers.add(layer);
        return this;
    }

    List<Layer> build() {
        return List.copyOf(layers);
    }

    /** Draws from a normal distribution whose variance is 1 over the number of inputs. */
    private Layer.Values weights(boolean trained, int... shape) {
        int out = shape[shape.length - 1];
        int inputs = 1;
        var dimensions = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            dimensions[d] = shape[d];
            inputs *= d < shape.length - 1 ? shape[d] : 1;
        }
        var values = new float[inputs * out];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.sqrt(1.0 / inputs));
        }
        return new Layer.Values(values, trained, dimensions);
    }

    private Layer.Values bias(int size) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.1 * random.nextDouble());
        }
        return new Layer.Values(values, true, size);
    }

    /** A value for each channel, at most 0.2 from the center. */
    private Layer.Values around(double center, boolean trained) {
        var values = new float[channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (center + 0.4 * (random.nextDouble() - 0.5));
        }
        return new Layer.Values(values, trained, channels);
    }
}
