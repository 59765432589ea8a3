package io.convstream.network.kernel;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.KernelGeometry;
import io.convstream.network.operation.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of stride 1 by minimal filtering: input and kernel are transformed tile by tile, and what was a
 * convolution is one product {@code [tiles, in] · [in, out]} for each of {@code alpha²} positions. A 5 x 5 kernel on 12 x
 * 12 pixels takes a sixth of the direct way's multiplications. In float it differs from the direct way by about 1e-5 of the
 * largest value.
 */
public final class WinogradConvolution implements BoundOperation {

    /** Below, the transforms cost more than the products save. */
    public static final int CHANNELS = 16;

    private final Activations out;
    private final List<Runnable> forward = new ArrayList<>();
    private final List<Runnable> backward = new ArrayList<>();

    /** The filter with the fewest multiplications; empty where the direct way is better. */
    public static Optional<WinogradFilter> filter(KernelGeometry window, ImageShape in, ImageShape out) {
        int r = window.kernel()[0];
        boolean suits = window.kernel()[1] == r && window.stride()[0] == 1 && window.stride()[1] == 1;
        if (!suits || Math.min(in.channels(), out.channels()) < CHANNELS) {
            return Optional.empty();
        }
        int direct = r * r * out.height() * out.width();
        return IntStream.iterate(2, m -> WinogradFilter.exists(m, r), m -> m + 1)
                .mapToObj(m -> new WinogradFilter(m, r))
                .filter(filter -> 2 * multiplications(filter, out) < direct)
                .min(Comparator.comparingInt(filter -> multiplications(filter, out)));
    }

    private static int multiplications(WinogradFilter filter, ImageShape out) {
        return filter.alpha() * filter.alpha() * filter.tiles(out.height()) * filter.tiles(out.width());
    }

    public WinogradConvolution(
            BindContext context,
            WinogradFilter filter,
            int[] padding,
            Activations input,
            Activations out,
            Parameter weights,
            @Nullable Parameter bias) {
        this.out = out;
        NativeMemory memory = context.memory();
        INDArray x = input.values();
        INDArray y = out.values();
        int alpha = filter.alpha();
        int down = filter.tiles((int) y.size(1));
        int across = filter.tiles((int) y.size(2));
        boolean learns = context.isTraining();
        var from = new WinogradTiles(
                memory,
                x,
                filter.inputs(down, (int) x.size(1), padding[0]),
                filter.inputs(across, (int) x.size(2), padding[1]),
                alpha,
                learns,
                null);
        var to = new WinogradTiles(
                memory,
                y,
                filter.outputs(down, (int) y.size(1)),
                filter.outputs(across, (int) y.size(2)),
                alpha,
                false,
                from);
        INDArray kernel = memory.matrix(square(filter.kernel()));
        INDArray u = memory.array((long) alpha * alpha, x.size(3), y.size(3));

        forward.addAll(from.cutRows(x));
        forward.add(memory.product(kernel, false, matrix(context.value(weights)), false, 1, Activations.flat(u))::run);
        // One line after the other, because the positions of one fit into a core's second cache.
        for (int line = 0; line < alpha * down; line++) {
            int i = line / down;
            forward.add(from.cutColumns(line));
            for (int j = 0; j < alpha; j++) {
                INDArray v = from.position(line, j);
                INDArray ui = NativeMemory.slice(u, i * alpha + j);
                INDArray z = to.position(line, j);
                NativeOp product = bias != null && isOne(i, j)
                        ? memory.op("xw_plus_b", in(v, ui, context.value(bias)), z)
                        : memory.product(v, false, ui, false, 1, z);
                forward.add(product::run);
            }
            forward.add(to.joinColumns(line));
        }
        forward.addAll(to.joinRows(y));
        if (!learns) {
            return;
        }
        backward.addAll(to.cutRows(out.requireGradient()));
        INDArray du = memory.array(u.shape());
        INDArray ones = memory.filled(1, 1, x.size(0) * across);
        for (int line = 0; line < alpha * down; line++) {
            int i = line / down;
            boolean first = line % down == 0;
            backward.add(to.cutColumns(line));
            for (int j = 0; j < alpha; j++) {
                INDArray v = from.position(line, j);
                INDArray dz = to.position(line, j);
                if (bias != null && isOne(i, j)) {
                    INDArray db = context.gradient(bias);
                    backward.add(sum(memory, first, ones, false, dz, db.reshape('c', 1, db.length()))::run);
                }
                INDArray dui = NativeMemory.slice(du, i * alpha + j);
                backward.add(sum(memory, first, v, true, dz, dui)::run);
                if (input.hasGradient()) {
                    backward.add(memory.product(dz, false, NativeMemory.slice(u, i * alpha + j), true, 1, v)::run);
                }
            }
            if (input.hasGradient()) {
                backward.add(from.joinColumns(line));
            }
        }
        backward.add(
                memory.product(kernel, true, Activations.flat(du), false, 1, matrix(context.gradient(weights)))::run);
        if (input.hasGradient()) {
            backward.addAll(from.joinRows(input.requireGradient()));
        }
    }

    /** A product that starts a sum, or one that is added to it. */
    private static NativeOp sum(
            NativeMemory memory, boolean first, INDArray a, boolean transposeA, INDArray b, INDArray c) {
        return first ? memory.product(a, transposeA, b, false, 1, c) : memory.addProduct(a, transposeA, b, false, c);
    }

    /** Whether a position's point is 1 in both directions: what is added there comes out in every output of the tile. */
    private static boolean isOne(int i, int j) {
        return i == WinogradFilter.ONE && j == WinogradFilter.ONE;
    }

    /** From one dimension to two: {@code G ⊗ G}. */
    private static double[][] square(double[][] g) {
        int rows = g.length;
        int columns = g[0].length;
        var product = new double[rows * rows][columns * columns];
        for (int i = 0; i < product.length; i++) {
            for (int j = 0; j < product[i].length; j++) {
                product[i][j] = g[i / rows][j / columns] * g[i % rows][j % columns];
            }
        }
        return product;
    }

    /** Weights {@code [r, r, in, out]} with a row for each of the kernel's pixels. */
    private static INDArray matrix(INDArray weights) {
        long pixels = weights.size(0) * weights.size(1);
        return weights.reshape('c', pixels, weights.length() / pixels);
    }

    @Override
    public Activations out() {
        return out;
    }

    @Override
    public void forward() {
        forward.forEach(Runnable::run);
    }

    @Override
    public void backward() {
        backward.forEach(Runnable::run);
    }
}
