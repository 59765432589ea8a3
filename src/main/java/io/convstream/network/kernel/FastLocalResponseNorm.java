package io.convstream.network.kernel;

import io.convstream.network.nd4j.NativeMemory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Local response normalization with {@code β = 0.75}, a few pixels at a time on the heap, so that nothing but the result leaves
 * the first cache. Every loop is one that Java's compiler vectorises: it does not where an array is read at two places, so
 * shifted copies stand for the neighbors. Square roots are exact in IEEE arithmetic, so this is the same on every machine.
 */
public final class FastLocalResponseNorm {

    public static final double BETA = 0.75;
    /** Values in a chunk; the six arrays of a chunk fit into a core's first cache. */
    private static final int CHUNK = 1024;

    private final int channels;
    private final int radius;
    private final float k;
    private final float alpha;
    private final int pixels;
    private final int chunk;

    private final float[] xs;
    private final float[] gs;
    private final float[] powers;
    private final float[] inverses;
    private final float[] terms;
    private final float[] sums;
    private final float[] shifted;

    /**
     * Allocates the chunks.
     *
     * @param shape of all its arrays, {@code [n, h, w, c]}
     */
    public FastLocalResponseNorm(long[] shape, int radius, double k, double alpha) {
        this.channels = (int) shape[3];
        this.radius = radius;
        this.k = (float) k;
        this.alpha = (float) alpha;
        this.pixels = (int) (shape[0] * shape[1] * shape[2]);
        this.chunk = Math.max(1, CHUNK / (channels + radius));
        int length = chunk * (channels + radius) + radius;
        xs = new float[length];
        gs = new float[length];
        powers = new float[length];
        inverses = new float[length];
        terms = new float[length];
        sums = new float[length];
        shifted = new float[length];
    }

    /** {@code y} from {@code x}; both are whole arrays of float (not views), as those of {@link #backward}. */
    public Runnable forward(INDArray x, INDArray y) {
        FloatBuffer from = NativeMemory.floats(x);
        FloatBuffer to = NativeMemory.floats(y);
        return () -> {
            for (int first = 0; first < pixels; first += chunk) {
                load(from, first, xs);
                raise();
                multiply(xs, powers, gs);
                store(gs, first, to);
            }
        };
    }

    /** {@code dx} from {@code x} and {@code dy}. */
    public Runnable backward(INDArray x, INDArray dy, INDArray dx) {
        FloatBuffer from = NativeMemory.floats(x);
        FloatBuffer gradient = NativeMemory.floats(dy);
        FloatBuffer to = NativeMemory.floats(dx);
        float factor = (float) (2 * alpha * BETA);
        return () -> {
            for (int first = 0; first < pixels; first += chunk) {
                load(from, first, xs);
                load(gradient, first, gs);
                raise();
                multiply(xs, gs, powers, inverses, terms);
                sumWindows();
                join(gs, powers, xs, sums, factor);
                store(gs, first, to);
            }
        };
    }

    /** A chunk of pixels; where it is the last, what is left of the one before follows it. */
    private void load(FloatBuffer source, int first, float[] values) {
        int last = Math.min(first + chunk, pixels);
        for (int pixel = first; pixel < last; pixel++) {
            source.get(pixel * channels, values, at(pixel - first), channels);
        }
    }

    private void store(float[] values, int first, FloatBuffer target) {
        int last = Math.min(first + chunk, pixels);
        for (int pixel = first; pixel < last; pixel++) {
            target.put(pixel * channels, values, at(pixel - first), channels);
        }
    }

    /** Where a pixel's channels start in a chunk: zeros lie between the pixels, and before the first and after the last. */
    private int at(int pixel) {
        return radius + pixel * (channels + radius);
    }

    /** Powers and inverses of the loaded pixels. */
    private void raise() {
        square(xs, terms);
        sumWindows();
        raise(sums, k, alpha, powers, inverses);
    }

    /** The sum of each term's window; terms hold something else afterwards. */
    private void sumWindows() {
        int width = 2 * radius + 1;
        int summed = 0;
        for (int wide = 1; wide <= width; wide *= 2) {
            // From each place on, terms hold the sum of so many neighbors; an odd width starts with one.
            if (wide == 1) {
                shift(-radius, sums);
                summed = 1;
            } else if ((width & wide) != 0) {
                shift(summed - radius, shifted);
                add(shifted, sums);
                summed += wide;
            }
            if (2 * wide <= width) {
                shift(wide, shifted);
                add(shifted, terms);
            }
        }
    }

    /** {@code target[i] = terms[i + by]}, zero beyond the ends. */
    private void shift(int by, float[] target) {
        int length = terms.length - Math.abs(by);
        if (by < 0) {
            Arrays.fill(target, 0, -by, 0);
            System.arraycopy(terms, 0, target, -by, length);
        } else {
            System.arraycopy(terms, by, target, 0, length);
            Arrays.fill(target, length, terms.length, 0);
        }
    }

    private static void square(float[] a, float[] squares) {
        for (int i = 0; i < squares.length; i++) {
            squares[i] = a[i] * a[i];
        }
    }

    private static void multiply(float[] a, float[] b, float[] product) {
        for (int i = 0; i < product.length; i++) {
            product[i] = a[i] * b[i];
        }
    }

    private static void multiply(float[] a, float[] b, float[] c, float[] d, float[] product) {
        for (int i = 0; i < product.length; i++) {
            product[i] = a[i] * b[i] * (c[i] * d[i]);
        }
    }

    private static void add(float[] a, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += a[i];
        }
    }

    /** {@code u = k + α · sum}, of it {@code u^-0.75} and {@code u^-1}. */
    private static void raise(float[] sums, float k, float alpha, float[] powers, float[] inverses) {
        for (int i = 0; i < sums.length; i++) {
            float u = k + alpha * sums[i];
            float inverse = 1 / u;
            powers[i] = inverse * (float) Math.sqrt((float) Math.sqrt(u));
            inverses[i] = inverse;
        }
    }

    private static void join(float[] g, float[] powers, float[] x, float[] sums, float factor) {
        for (int i = 0; i < g.length; i++) {
            g[i] = g[i] * powers[i] - factor * x[i] * sums[i];
        }
    }
}
