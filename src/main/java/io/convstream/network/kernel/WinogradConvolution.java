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
 * Convolution of stride 1 by Winograd's minimal filtering in two dimensions, F(m x m, r x r): with input and filter
 * transformed tile by tile, it is one product {@code [tiles, in] · [in, out]} for each of the {@code alpha²} positions
 * of a transformed tile. Reference: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016,
 * arXiv:1509.09308; the gradients are the adjoint maps.
 *
 * <p>{@code x} is {@code [images, height, width, in]}, {@code y} is {@code [images, height', width', out]}, {@code w}
 * is {@code [r, r, in, out]}; none is a view. Float or double. A 5 x 5 kernel on 12 x 12 pixels takes a sixth of the
 * multiplications of direct convolution. In float the results differ by about 1e-5 of the largest value.
 */
public final class WinogradConvolution implements BoundOperation {

    /** The time of a multiplication of a product, relative to direct convolution, which is close to the speed of the core. */
    private static final double PRODUCT_COST = 1.75;

    /** The time of a multiplication of a transform, relative to that of a product. */
    private static final double TRANSFORM_COST = 1.25;

    private final Activations out;
    private final List<Runnable> forward = new ArrayList<>();
    private final List<Runnable> backward = new ArrayList<>();

    /**
     * Returns the fastest algorithm. Empty if direct convolution is faster, or the kernel is not square or has strides. The
     * transforms weigh the more the fewer channels there are and the larger the image is, because they are products with
     * matrices of the whole size.
     */
    public static Optional<WinogradFilter> filter(KernelGeometry geometry, ImageShape in, ImageShape out) {
        int r = geometry.kernel()[0];
        boolean isSquare = geometry.kernel()[1] == r;
        boolean hasStride = geometry.stride()[0] != 1 || geometry.stride()[1] != 1;
        if (!isSquare || hasStride) {
            return Optional.empty();
        }
        double direct = (double) r * r * out.height() * out.width();
        return IntStream.iterate(2, m -> WinogradFilter.isSupported(m, r), m -> m + 1)
                .mapToObj(m -> new WinogradFilter(m, r))
                .filter(filter -> cost(filter, in, out) < direct)
                .min(Comparator.comparingDouble(filter -> cost(filter, in, out)));
    }

    /** The time in multiplications of direct convolution. */
    private static double cost(WinogradFilter filter, ImageShape in, ImageShape out) {
        double size = Math.max(out.height(), out.width());
        double lines = filter.alpha() * filter.tiles((int) size); // of the transforms, [lines, size] and [size, lines]
        double products = filter.alpha() * filter.alpha() * filter.tiles(out.height()) * filter.tiles(out.width());
        double transforms = size * (1 + size / lines) * (1.0 / in.channels() + 1.0 / out.channels());
        return PRODUCT_COST * products * (1 + TRANSFORM_COST * transforms);
    }

    /**
     * Allocates the transforms and binds the products.
     *
     * @param padding zeros above and left of the image
     */
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
        var inputTiles = new WinogradTiles(
                memory,
                x,
                filter.inputTransform(down, (int) x.size(1), padding[0]),
                filter.inputTransform(across, (int) x.size(2), padding[1]),
                alpha,
                context.isTraining(),
                null);
        var outputTiles = new WinogradTiles(
                memory,
                y,
                filter.outputTransform(down, (int) y.size(1)),
                filter.outputTransform(across, (int) y.size(2)),
                alpha,
                false,
                inputTiles);
        INDArray filterTransform = memory.matrix(kronecker(filter.filterTransform()));
        INDArray u = memory.array((long) alpha * alpha, x.size(3), y.size(3)); // transformed weights
        INDArray w = matrix(context.value(weights));

        forward.addAll(inputTiles.transformRows(x));
        forward.add(memory.product(filterTransform, false, w, false, 1, Activations.flat(u))::run);
        // Slab by slab, because all positions of a slab fit in the L2 cache.
        for (int slab = 0; slab < alpha * down; slab++) {
            int i = slab / down;
            forward.add(inputTiles.transformColumns(slab));
            for (int j = 0; j < alpha; j++) {
                INDArray v = inputTiles.position(slab, j);
                INDArray uij = NativeMemory.slice(u, i * alpha + j);
                INDArray z = outputTiles.position(slab, j);
                NativeOp product = bias != null && addsBias(i, j)
                        ? memory.op("xw_plus_b", in(v, uij, context.value(bias)), z)
                        : memory.product(v, false, uij, false, 1, z);
                forward.add(product::run);
            }
            forward.add(outputTiles.adjointColumns(slab));
        }
        forward.addAll(outputTiles.adjointRows(y));
        if (!context.isTraining()) {
            return;
        }
        backward.addAll(outputTiles.transformRows(out.requireGradient()));
        INDArray du = memory.array(u.shape());
        INDArray ones = memory.filled(1, 1, x.size(0) * across);
        for (int slab = 0; slab < alpha * down; slab++) {
            int i = slab / down;
            boolean isFirst = slab % down == 0;
            backward.add(outputTiles.transformColumns(slab));
            for (int j = 0; j < alpha; j++) {
                INDArray v = inputTiles.position(slab, j);
                INDArray dz = outputTiles.position(slab, j);
                if (bias != null && addsBias(i, j)) {
                    INDArray db = context.gradient(bias);
                    backward.add(sum(memory, isFirst, ones, false, dz, db.reshape('c', 1, db.length()))::run);
                }
                INDArray duij = NativeMemory.slice(du, i * alpha + j);
                backward.add(sum(memory, isFirst, v, true, dz, duij)::run);
                if (input.hasGradient()) {
                    backward.add(memory.product(dz, false, NativeMemory.slice(u, i * alpha + j), true, 1, v)::run);
                }
            }
            if (input.hasGradient()) {
                backward.add(inputTiles.adjointColumns(slab));
            }
        }
        INDArray dw = matrix(context.gradient(weights));
        backward.add(memory.product(filterTransform, true, Activations.flat(du), false, 1, dw)::run);
        if (input.hasGradient()) {
            backward.addAll(inputTiles.adjointRows(input.requireGradient()));
        }
    }

    /** {@code c = a · b} for the first term of a sum, {@code c += a · b} for the others. */
    private static NativeOp sum(
            NativeMemory memory, boolean isFirst, INDArray a, boolean transposeA, INDArray b, INDArray c) {
        return isFirst ? memory.product(a, transposeA, b, false, 1, c) : memory.addProduct(a, transposeA, b, false, c);
    }

    /** Whether the point of a position is 1 in both dimensions, where a bias reaches all outputs of a tile. */
    private static boolean addsBias(int i, int j) {
        return i == WinogradFilter.ONE && j == WinogradFilter.ONE;
    }

    /** {@code G ⊗ G}: the transform in two dimensions. */
    private static double[][] kronecker(double[][] g) {
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

    /** Weights {@code [r, r, in, out]} as a matrix {@code [r * r, in * out]}. */
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
