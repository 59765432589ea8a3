package io.convstream.network.kernel;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.KernelGeometry;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Max pooling of float arrays {@code [images, height, width, channels]} that are not views; one thread per instance.
 * Padding is never a maximum. As in ND4J, the gradient of a window goes to its first maximum in row-major order.
 *
 * <p>Used on CPUs without AVX-512, on which oneDNN's forward pass takes twice as long. ND4J's {@code maxpool2d_bp}
 * repeats the forward pass in memory of its own.
 *
 * <p>It computes one output line at a time on the heap, so that intermediate values stay in the L1 cache. An input line
 * is held in one copy per kernel column: value {@code i} of copy {@code j} is what column {@code j} of window {@code i}
 * sees. So all arrays of a loop have the same index, which HotSpot vectorizes.
 */
public final class MaxPooling implements BoundOperation {

    /** Value of padding: less than any other, and the difference of two is 0, not NaN. */
    private static final float LOWEST = -Float.MAX_VALUE;

    private final Activations input;
    private final Activations out;
    private final KernelGeometry geometry;
    private final ImageShape inputShape;
    private final ImageShape outputShape;
    private final int channels;
    /** Values in a copy of a line: an output line's and as many more as it takes for each pixel to have a slot. */
    private final int length;

    private final List<Slot> slots;
    private final Line[] lines;
    private final float[] maxima;
    private final float[] remaining;
    private final float[] shifted;
    private final FloatBuffer x;
    private final FloatBuffer y;

    /** First place of a pixel of a line: the copy of a kernel column, and the offset in it. */
    private record Slot(int pixel, int column, int offset) {}

    /** An input line, in one copy per kernel column. */
    private final class Line {

        private final float[][] values = new float[geometry.kernel()[1]][length];
        private final float[][] gradients = new float[geometry.kernel()[1]][length];
        private int loaded = -1;

        Line() {
            for (float[] column : values) {
                Arrays.fill(column, LOWEST);
            }
        }

        void load(int image, int line) {
            if (loaded == line) {
                return;
            }
            loaded = line;
            int stride = geometry.stride()[1];
            for (Slot slot : slots) {
                x.get(inputOffset(image, line, slot.pixel), values[slot.column], slot.offset, channels);
            }
            for (int j = stride; j < values.length; j++) {
                System.arraycopy(values[j - stride], channels, values[j], 0, length - channels);
            }
        }

        /** Sums the copies' gradients, stores them and resets them to zero. */
        void store(int image, FloatBuffer dx) {
            int stride = geometry.stride()[1];
            for (int j = values.length - 1; j >= stride; j--) {
                System.arraycopy(gradients[j], 0, shifted, channels, length - channels);
                add(shifted, gradients[j - stride]);
            }
            for (Slot slot : slots) {
                dx.put(inputOffset(image, loaded, slot.pixel), gradients[slot.column], slot.offset, channels);
            }
            for (float[] column : gradients) {
                Arrays.fill(column, 0);
            }
        }
    }

    /** Allocates the heap buffers for arrays of these shapes. */
    public MaxPooling(
            KernelGeometry geometry,
            ImageShape inputShape,
            ImageShape outputShape,
            Activations input,
            Activations out) {
        this.input = input;
        this.out = out;
        this.geometry = geometry;
        this.inputShape = inputShape;
        this.outputShape = outputShape;
        channels = inputShape.channels();
        length = (outputShape.width() + (geometry.kernel()[1] - 1) / geometry.stride()[1]) * channels;
        slots = slots();
        lines = new Line[geometry.kernel()[0]];
        Arrays.setAll(lines, i -> new Line());
        maxima = new float[length];
        remaining = new float[length];
        shifted = new float[length];
        x = NativeMemory.floats(input.values());
        y = NativeMemory.floats(out.values());
    }

    /** The slots of all pixels that are in a window. */
    private List<Slot> slots() {
        int stride = geometry.stride()[1];
        return IntStream.range(0, inputShape.width())
                .mapToObj(pixel -> {
                    int padded = pixel + geometry.padding()[1];
                    return new Slot(pixel, padded % stride, padded / stride * channels);
                })
                .filter(slot -> slot.column < geometry.kernel()[1] && slot.offset < length)
                .toList();
    }

    @Override
    public Activations out() {
        return out;
    }

    @Override
    public void forward() {
        for (int image = 0; image < images(); image++) {
            for (int row = 0; row < outputShape.height(); row++) {
                computeMaxima(image, row);
                y.put(outputOffset(image, row), maxima, 0, outputShape.width() * channels);
            }
            unloadLines();
        }
    }

    @Override
    public void backward() {
        FloatBuffer dy = NativeMemory.floats(out.requireGradient());
        FloatBuffer dx = NativeMemory.floats(input.requireGradient());
        if (!coversAll(inputShape.height(), outputShape.height(), 0)
                || !coversAll(inputShape.width(), outputShape.width(), 1)) {
            input.requireGradient().assign(0);
        }
        for (int image = 0; image < images(); image++) {
            for (int row = 0; row < outputShape.height(); row++) {
                store(image, first(row - 1), Math.min(top(row), end(row - 1)), dx); // lines of no later window
                computeMaxima(image, row);
                dy.get(outputOffset(image, row), remaining, 0, outputShape.width() * channels);
                for (int line = first(row); line < end(row); line++) {
                    for (int j = 0; j < geometry.kernel()[1]; j++) {
                        scatterGradient(line(line).values[j], maxima, remaining, line(line).gradients[j]);
                    }
                }
            }
            store(image, first(outputShape.height() - 1), end(outputShape.height() - 1), dx);
            unloadLines();
        }
    }

    private void store(int image, int first, int end, FloatBuffer dx) {
        for (int line = first; line < end; line++) {
            line(line).store(image, dx);
        }
    }

    /** Whether each pixel along an axis is in a window. */
    private boolean coversAll(int size, int windows, int axis) {
        int stride = geometry.stride()[axis];
        int kernel = geometry.kernel()[axis];
        return stride <= kernel && (windows - 1) * stride + kernel - geometry.padding()[axis] >= size;
    }

    private int images() {
        return (int) input.values().size(0);
    }

    /** Computes the maxima of an output line. */
    private void computeMaxima(int image, int row) {
        Arrays.fill(maxima, LOWEST);
        for (int line = first(row); line < end(row); line++) {
            line(line).load(image, line);
            for (float[] column : line(line).values) {
                max(column, maxima);
            }
        }
    }

    private Line line(int line) {
        return lines[line % lines.length];
    }

    private void unloadLines() {
        for (Line line : lines) {
            line.loaded = -1;
        }
    }

    /** First input line of the windows of an output line; negative in the padding. */
    private int top(int row) {
        return row * geometry.stride()[0] - geometry.padding()[0];
    }

    private int first(int row) {
        return Math.max(0, top(row));
    }

    private int end(int row) {
        return Math.min(inputShape.height(), top(row) + lines.length);
    }

    private int inputOffset(int image, int line, int pixel) {
        return ((image * inputShape.height() + line) * inputShape.width() + pixel) * channels;
    }

    private int outputOffset(int image, int row) {
        return (image * outputShape.height() + row) * outputShape.width() * channels;
    }

    private static void max(float[] values, float[] maxima) {
        for (int i = 0; i < maxima.length; i++) {
            maxima[i] = Math.max(maxima[i], values[i]);
        }
    }

    private static void add(float[] values, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    /** Adds the remaining gradient to values that equal the maximum, after which nothing remains. */
    private static void scatterGradient(float[] values, float[] maxima, float[] remaining, float[] gradient) {
        for (int i = 0; i < remaining.length; i++) {
            // 1 below the maximum, else 0; a branch would prevent vectorization. Even the smallest difference times
            // MAX_VALUE twice is above 1.
            float below = Math.min((maxima[i] - values[i]) * Float.MAX_VALUE * Float.MAX_VALUE, 1);
            float rest = remaining[i] * below;
            gradient[i] += remaining[i] - rest;
            remaining[i] = rest;
        }
    }
}
