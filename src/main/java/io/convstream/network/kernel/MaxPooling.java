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
 * Maximum pooling on the heap, a line of the output at a time, so that what it works on stays in the first cache. Without
 * AVX-512 oneDNN takes twice as long, and ND4J's backward computes forward again, into memory of its own.
 *
 * <p>An input line is held once for each column of the window: the first pixels of all windows, then their second ones and
 * so on. So each loop is a long one over arrays with the same index, which Java's compiler vectorises.
 */
public final class MaxPooling implements BoundOperation {

    /** Padding: less than any value, and the difference of two is 0 and not NaN. */
    private static final float LOWEST = -Float.MAX_VALUE;

    private final Activations input;
    private final Activations out;
    private final KernelGeometry window;
    private final ImageShape in;
    private final ImageShape pooled;
    private final int channels;
    /** Values for each column of the window: more than the output's, so that any pixel of a window has its place. */
    private final int length;

    private final List<Place> places;
    private final Line[] lines;
    private final float[] maxima;
    private final float[] rest;
    private final float[] shifted;
    private final FloatBuffer x;
    private final FloatBuffer y;

    /** Where a pixel of a line lies first: in which of the window's columns, from which value on. */
    private record Place(int pixel, int column, int at) {}

    /** An input line while windows go over it. */
    private final class Line {

        private final float[][] values = new float[window.kernel()[1]][length];
        private final float[][] gradients = new float[window.kernel()[1]][length];
        private int held = -1;

        Line() {
            for (float[] column : values) {
                Arrays.fill(column, LOWEST);
            }
        }

        void load(int image, int line) {
            if (held == line) {
                return;
            }
            held = line;
            int stride = window.stride()[1];
            for (Place place : places) {
                x.get(at(image, line, place.pixel), values[place.column], place.at, channels);
            }
            for (int j = stride; j < values.length; j++) {
                System.arraycopy(values[j - stride], channels, values[j], 0, length - channels);
            }
        }

        void store(int image, FloatBuffer dx) {
            int stride = window.stride()[1];
            for (int j = values.length - 1; j >= stride; j--) {
                System.arraycopy(gradients[j], 0, shifted, channels, length - channels);
                add(shifted, gradients[j - stride]);
            }
            for (Place place : places) {
                dx.put(at(image, held, place.pixel), gradients[place.column], place.at, channels);
            }
            for (float[] column : gradients) {
                Arrays.fill(column, 0);
            }
        }
    }

    /** Both signals are whole arrays of float (not views). */
    public MaxPooling(KernelGeometry window, ImageShape in, ImageShape pooled, Activations input, Activations out) {
        this.input = input;
        this.out = out;
        this.window = window;
        this.in = in;
        this.pooled = pooled;
        channels = in.channels();
        length = (pooled.width() + (window.kernel()[1] - 1) / window.stride()[1]) * channels;
        places = places();
        lines = new Line[window.kernel()[0]];
        Arrays.setAll(lines, i -> new Line());
        maxima = new float[length];
        rest = new float[length];
        shifted = new float[length];
        x = NativeMemory.floats(input.values());
        y = NativeMemory.floats(out.values());
    }

    /** Of the pixels that are in any window. */
    private List<Place> places() {
        int stride = window.stride()[1];
        return IntStream.range(0, in.width())
                .mapToObj(pixel -> {
                    int padded = pixel + window.padding()[1];
                    return new Place(pixel, padded % stride, padded / stride * channels);
                })
                .filter(place -> place.column < window.kernel()[1] && place.at < length)
                .toList();
    }

    @Override
    public Activations out() {
        return out;
    }

    @Override
    public void forward() {
        for (int image = 0; image < images(); image++) {
            for (int row = 0; row < pooled.height(); row++) {
                findMaxima(image, row);
                y.put(out(image, row), maxima, 0, pooled.width() * channels);
            }
            forget();
        }
    }

    /** Each maximum's gradient goes to the first place in its window that has it. */
    @Override
    public void backward() {
        FloatBuffer dy = NativeMemory.floats(out.requireGradient());
        FloatBuffer dx = NativeMemory.floats(input.requireGradient());
        if (!seesAll(in.height(), pooled.height(), 0) || !seesAll(in.width(), pooled.width(), 1)) {
            input.requireGradient().assign(0);
        }
        for (int image = 0; image < images(); image++) {
            for (int row = 0; row < pooled.height(); row++) {
                store(image, first(row - 1), Math.min(top(row), end(row - 1)), dx); // no later window sees these
                findMaxima(image, row);
                dy.get(out(image, row), rest, 0, pooled.width() * channels);
                for (int line = first(row); line < end(row); line++) {
                    for (int j = 0; j < window.kernel()[1]; j++) {
                        give(line(line).values[j], maxima, rest, line(line).gradients[j]);
                    }
                }
            }
            store(image, first(pooled.height() - 1), end(pooled.height() - 1), dx);
            forget();
        }
    }

    private void store(int image, int first, int end, FloatBuffer dx) {
        for (int line = first; line < end; line++) {
            line(line).store(image, dx);
        }
    }

    /** Whether each pixel along an axis is in a window. */
    private boolean seesAll(int size, int windows, int axis) {
        int stride = window.stride()[axis];
        int kernel = window.kernel()[axis];
        return stride <= kernel && (windows - 1) * stride + kernel - window.padding()[axis] >= size;
    }

    private int images() {
        return (int) input.values().size(0);
    }

    /** The maxima of one line of the output. */
    private void findMaxima(int image, int row) {
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

    private void forget() {
        for (Line line : lines) {
            line.held = -1;
        }
    }

    /** The line of the image, or of its padding, where a row of windows starts. */
    private int top(int row) {
        return row * window.stride()[0] - window.padding()[0];
    }

    private int first(int row) {
        return Math.max(0, top(row));
    }

    private int end(int row) {
        return Math.min(in.height(), top(row) + lines.length);
    }

    private int at(int image, int line, int pixel) {
        return ((image * in.height() + line) * in.width() + pixel) * channels;
    }

    private int out(int image, int row) {
        return (image * pooled.height() + row) * pooled.width() * channels;
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

    /** A value below the maximum leaves the rest of the gradient as it is, one that equals it takes all that is left. */
    private static void give(float[] values, float[] maxima, float[] rest, float[] gradient) {
        for (int i = 0; i < rest.length; i++) {
            // 0 or 1 without a branch, which would not be vectorised: the smallest float times the largest twice is
            // large.
            float below = Math.min((maxima[i] - values[i]) * Float.MAX_VALUE * Float.MAX_VALUE, 1);
            float left = rest[i] * below;
            gradient[i] += rest[i] - left;
            rest[i] = left;
        }
    }
}
