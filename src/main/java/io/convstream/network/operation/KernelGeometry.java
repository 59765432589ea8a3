package io.convstream.network.operation;

import io.convstream.image.ImageShape;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * How a kernel goes over an image; each pair is (height, width).
 *
 * @param padding above and left of the image; what is missing below and right is padded too
 * @param same whether the output is ceil(input / stride), as TensorFlow's SAME
 */
public record KernelGeometry(int[] kernel, int[] stride, int[] padding, boolean same) {

    /**
     * Reads the geometry of a DL4J layer.
     *
     * @throws IllegalArgumentException where the mode or a dilation is one that we do not do
     */
    public static KernelGeometry of(
            ConvolutionMode mode, int[] kernel, int[] stride, int[] padding, int[] dilation, ImageShape in) {
        if (dilation[0] != 1 || dilation[1] != 1) {
            throw new IllegalArgumentException("dilation " + Arrays.toString(dilation) + " is not supported, only 1");
        }
        if (Math.min(Math.min(kernel[0], kernel[1]), Math.min(stride[0], stride[1])) < 1) {
            throw new IllegalArgumentException("a kernel of " + Arrays.toString(kernel) + " with stride "
                    + Arrays.toString(stride) + " is not possible: both start at 1");
        }
        if (mode == ConvolutionMode.Causal) {
            throw new IllegalArgumentException("convolution mode Causal is not supported, only Same, Truncate, Strict");
        }
        boolean same = mode == ConvolutionMode.Same;
        int[] before = same
                ? new int[] {before(in.height(), kernel[0], stride[0]), before(in.width(), kernel[1], stride[1])}
                : padding;
        return new KernelGeometry(kernel, stride, before, same);
    }

    private static int before(int size, int kernel, int stride) {
        int out = (size + stride - 1) / stride;
        return Math.max((out - 1) * stride + kernel - size, 0) / 2;
    }

    /** The output's shape with so many channels. */
    public ImageShape out(ImageShape in, int channels) {
        return new ImageShape(out(in.height(), 0), out(in.width(), 1), channels);
    }

    private int out(int size, int axis) {
        return same
                ? (size + stride[axis] - 1) / stride[axis]
                : (size + 2 * padding[axis] - kernel[axis]) / stride[axis] + 1;
    }

    /** The integer arguments that ND4J's convolutions and poolings begin with. */
    public long[] arguments(long... more) {
        long[] first = {kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1], 1, 1, same ? 1 : 0};
        long[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    @Override
    public String toString() {
        return kernel[0] + "x" + kernel[1] + " stride " + stride[0] + (stride[1] == stride[0] ? "" : "x" + stride[1])
                + (same ? " same" : " valid");
    }
}
