package io.convstream.bench;

/**
 * The layers of a network in a library.
 *
 * @param <T> the library's tensors: images with their channels, or vectors after the first dense layer
 */
interface Operations<T> {

    T convolution(T x, Layer.Convolution layer);

    /** Flattens images. */
    T dense(T x, Layer.Dense layer);

    /** Normalizes with the batch's statistics in training, with the running ones in inference. */
    T batchNormalization(T x, Layer.BatchNormalization layer);

    T responseNormalization(T x, Layer.ResponseNormalization layer);

    T maxPooling(T x, Layer.MaxPooling layer);

    T relu(T x);

    T gelu(T x);

    T division(T x, Layer.Division layer);
}
