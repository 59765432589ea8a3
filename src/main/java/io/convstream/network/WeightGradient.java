package io.convstream.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradients of a convolution whose input needs none, as a product of matrices. {@code conv2d_bp} always computes
 * the input's gradient too, which for three channels costs four times as much as the weights' own (22 ms against 5 at
 * batch 64).
 */
final class WeightGradient {

    private final INDArray source;
    private final INDArray target;
    private final INDArray patches;
    private final INDArray columns;
    private final NativeOp weights;
    private final @Nullable NativeOp bias;

    /** @param dy {@code [n, h', w', out]} */
    WeightGradient(Memory memory, Window window, INDArray x, INDArray dy, INDArray dw, @Nullable INDArray db) {
        long n = x.size(0);
        long channels = x.size(3);
        int[] kernel = window.kernel();
        int[] stride = window.stride();
        int[] before = window.padding();
        long height = (dy.size(1) - 1) * stride[0] + kernel[0];
        long width = (dy.size(2) - 1) * stride[1] + kernel[1];
        INDArray padded = memory.array(n, height, width, channels);
        long rows = Math.min(x.size(1), height - before[0]);
        long wide = Math.min(x.size(2), width - before[1]);
        source = part(x, 0, rows, 0, wide);
        target = part(padded, before[0], rows, before[1], wide);
        long line = width * channels;
        long[] shape = {n, dy.size(1), dy.size(2), kernel[0], kernel[1] * channels};
        long[] strides = {height * line, stride[0] * line, stride[1] * channels, line, 1};
        patches = Nd4j.create(padded.data(), shape, strides, 0, 'c');
        columns = memory.array(shape);
        INDArray rowsOfDy = Signal.rows(dy);
        INDArray matrix = columns.reshape('c', rowsOfDy.size(0), dw.length() / dy.size(3));
        weights = memory.product(matrix, true, rowsOfDy, false, 1, dw.reshape('c', matrix.size(1), dy.size(3)));
        bias = db == null ? null : memory.columnSums(rowsOfDy, 1, db);
    }

    /** A window of a whole array {@code [n, h, w, c]}. */
    private static INDArray part(INDArray array, long top, long rows, long left, long columns) {
        long channels = array.size(3);
        long line = array.size(2) * channels;
        long[] shape = {array.size(0), rows, columns, channels};
        long[] strides = {array.size(1) * line, line, channels, 1};
        return Nd4j.create(array.data(), shape, strides, top * line + left * channels, 'c');
    }

    void run() {
        target.assign(source);
        columns.assign(patches);
        weights.run();
        NativeOp.runIfAny(bias);
    }
}
