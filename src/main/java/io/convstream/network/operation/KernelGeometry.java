package io.convstream.network.operation;

import io.convstream.image.ImageShape;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * Kernel size, stride and padding of a convolution or pooling, each as (height, width) in pixels.
 *
 * @param padding above and left of the image; below and right it is as large as the kernel needs
 * @param same whether the output size is ceil(input / stride), as with TensorFlow's padding SAME
 */
public record KernelGeometry(int[] kernel, int[] stride, int[] padding, boolean same) {

    /**
     * Reads the geometry of a DL4J layer.
     *
     * @throws IllegalArgumentException if the mode or the dilation is not supported, or a size is below 1
     */
    public static KernelGeometry of(
            ConvolutionMode mode, int[] kernel, int[] stride, int[] padding, int[] dilation, ImageShape in) {
        if (dilation[0] != 1 || dilation[1] != 1) {
            throw new UncompilableException("dilation " + Arrays.toString(dilation) + " is not supported, only 1");
        }
        if (Math.min(Math.min(kernel[0], kernel[1]), Math.min(stride[0], stride[1])) < 1) {
            throw new IllegalArgumentException("kernel " + Arrays.toString(kernel) + " and stride "
                    + Arrays.toString(stride) + " must be at least 1");
        }
        if (mode == ConvolutionMode.Causal) {
            throw new UncompilableException("convolution mode Causal is not supported, only Same, Truncate, Strict");
        }
        boolean same = mode == ConvolutionMode.Same;
        int[] start = same
                ? new int[] {
                    samePadding(in.height(), kernel[0], stride[0]), samePadding(in.width(), kernel[1], stride[1])
                }
                : padding;
        return new KernelGeometry(kernel, stride, start, same);
    }

    private static int samePadding(int size, int kernel, int stride) {
        int out = (size + stride - 1) / stride;
        return Math.max((out - 1) * stride + kernel - size, 0) / 2;
    }

    /** The shape of the output. */
    public ImageShape out(ImageShape in, int channels) {
        return new ImageShape(out(in.height(), 0), out(in.width(), 1), channels);
    }

    private int out(int size, int axis) {
        return same
                ? (size + stride[axis] - 1) / stride[axis]
                : (size + 2 * padding[axis] - kernel[axis]) / stride[axis] + 1;
    }

    /** The integer arguments of ND4J's convolutions and poolings: the geometry, then {@code more}. */
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
