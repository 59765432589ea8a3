package io.convstream.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer of a {@link Problem} with its initial values. */
sealed interface Layer {

    /** Computes the layer with a library. */
    <T> T apply(Operations<T> operations, T x);

    /** Parameters in convstream's flat order, without running statistics. */
    default List<Values> parameters() {
        return List.of();
    }

    /** Running statistics in convstream's flat order. */
    default List<Values> statistics() {
        return List.of();
    }

    /**
     * An array of parameters or statistics.
     *
     * @param shape in C order
     * @param trained whether SGD changes it
     */
    record Values(float[] array, boolean trained, long... shape) {}

    /**
     * A convolution with stride 1.
     *
     * @param same whether the output is as large as the input
     * @param weights {@code [height, width, in, out]}
     */
    record Convolution(
            int kernel,
            boolean same,
            Values weights,
            @Nullable Values bias) implements Layer {
        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.convolution(x, this);
        }

        @Override
        public List<Values> parameters() {
            return bias == null ? List.of(weights) : List.of(bias, weights);
        }
    }

    /**
     * A dense layer.
     *
     * @param weights {@code [in, out]}, for inputs {@code [height, width, channels]} after an image
     */
    record Dense(Values weights, @Nullable Values bias) implements Layer {
        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.dense(x, this);
        }

        @Override
        public List<Values> parameters() {
            return bias == null ? List.of(weights) : List.of(weights, bias);
        }
    }

    /**
     * Batch normalization of each channel.
     *
     * @param decay weight of the previous value of the running statistics
     * @param variance running variance of the population: without Bessel's correction
     */
    record BatchNormalization(double epsilon, double decay, Values gamma, Values beta, Values mean, Values variance)
            implements Layer {

        /** Factor of Bessel's correction, which TensorFlow and PyTorch apply to their running variances. */
        static double correction(long pixels) {
            return pixels / (pixels - 1.0);
        }

        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.batchNormalization(x, this);
        }

        @Override
        public List<Values> parameters() {
            return List.of(gamma, beta);
        }

        @Override
        public List<Values> statistics() {
            return List.of(mean, variance);
        }
    }

    /**
     * Local response normalization.
     *
     * @param radius number of channels on each side
     */
    record ResponseNormalization(int radius, double alpha, double beta) implements Layer {
        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.responseNormalization(x, this);
        }
    }

    /**
     * Max pooling.
     *
     * @param same whether to pad; otherwise the output has whole windows only
     */
    record MaxPooling(int size, int stride, boolean same) implements Layer {
        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.maxPooling(x, this);
        }
    }

    /** {@code max(x, 0)}. */
    record Relu() implements Layer {
        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.relu(x);
        }
    }

    /** GELU with a sigmoid: {@code x · σ(1.702 · x)}. */
    record Gelu() implements Layer {
        static final double FACTOR = 1.702;

        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.gelu(x);
        }
    }

    /** Division by a constant. */
    record Division(double divisor) implements Layer {
        @Override
        public <T> T apply(Operations<T> operations, T x) {
            return operations.division(x, this);
        }
    }
}
