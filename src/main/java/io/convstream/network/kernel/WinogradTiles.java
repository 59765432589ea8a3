package io.convstream.network.kernel;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Linear map between images and the Winograd transforms of their tiles, and its adjoint (transposed) map. The same
 * matrix transforms the columns of pixels ({@code rowTransform}) and the lines ({@code columnTransform}). With the
 * images as the innermost dimensions, each step is a product of whole matrices:
 *
 * <pre>
 * pixels      [h, w, n, c]
 * half        [i, ty, w, n, c]      = rowTransform · pixels       (i, j): position in the transform of a tile
 * transformed [i, ty, j, tx, n, c]  = columnTransform · half      (ty, tx): tile
 * </pre>
 *
 * <p>A slab is the part of {@code transformed} with one (i, ty); its index is {@code i · tiles down + ty}. ND4J copies
 * matrices whose rows are not contiguous, which takes as long as the product of a slab: hence this order of dimensions.
 */
final class WinogradTiles {

    private final NativeMemory memory;
    private final INDArray pixels;
    private final INDArray half;
    private final INDArray transformed;
    private final INDArray rowTransform;
    private final INDArray columnTransform;
    private final int alpha;

    /**
     * Allocates the intermediate arrays.
     *
     * @param images array of the images' shape {@code [n, h, w, c]}
     * @param rowTransform {@code [alpha * tiles down, h]}
     * @param columnTransform {@code [alpha * tiles across, w]}
     * @param keepSlabs whether to keep all slabs instead of one at a time
     * @param shared tiles that are processed slab by slab before these; their {@code pixels} and {@code half} are
     *     reused if the shapes are equal
     */
    WinogradTiles(
            NativeMemory memory,
            INDArray images,
            double[][] rowTransform,
            double[][] columnTransform,
            int alpha,
            boolean keepSlabs,
            @Nullable WinogradTiles shared) {
        this.memory = memory;
        this.rowTransform = memory.matrix(rowTransform);
        this.columnTransform = memory.matrix(columnTransform);
        this.alpha = alpha;
        long across = columnTransform.length / alpha;
        long n = images.size(0);
        long channels = images.size(3);
        long[] size = {images.size(1), images.size(2), n, channels};
        if (shared != null && Arrays.equals(size, shared.pixels.shape())) {
            pixels = shared.pixels;
            half = shared.half;
        } else {
            pixels = memory.array(size);
            half = memory.array(rowTransform.length, size[1], n * channels);
        }
        transformed = memory.array((keepSlabs ? rowTransform.length : 1L) * alpha, across * n, channels);
    }

    /** Values of all tiles of a slab at column {@code j} of the transform, {@code [tiles across * n, c]}. */
    INDArray position(int slab, int j) {
        return NativeMemory.slice(transformed, slab % slabs() * alpha + j);
    }

    /** First step: from images {@code [n, h, w, c]} to {@code half}. */
    List<Runnable> transformRows(INDArray images) {
        return List.of(
                new PixelMajorOrder(images, pixels)::toPixelMajor,
                memory.product(rowTransform, false, Activations.flat(pixels), false, 1, Activations.flat(half))::run);
    }

    /** Second step: from {@code half} to a slab. */
    Runnable transformColumns(int slab) {
        return memory.product(columnTransform, false, NativeMemory.slice(half, slab), false, 1, slab(slab))::run;
    }

    /** First step of the adjoint map: from a slab to {@code half}. */
    Runnable adjointColumns(int slab) {
        return memory.product(columnTransform, true, slab(slab), false, 1, NativeMemory.slice(half, slab))::run;
    }

    /** Second step of the adjoint map: from {@code half} to images {@code [n, h, w, c]}. */
    List<Runnable> adjointRows(INDArray images) {
        return List.of(
                memory.product(rowTransform, true, Activations.flat(half), false, 1, Activations.flat(pixels))::run,
                new PixelMajorOrder(images, pixels)::toImageMajor);
    }

    /** A slab as a matrix {@code [alpha * tiles across, n * c]}. */
    private INDArray slab(int slab) {
        long values = half.size(2);
        long size = transformed.length() / slabs();
        return NativeMemory.view(transformed, slab % slabs() * size, size / values, values);
    }

    /** Number of slabs in memory. */
    private int slabs() {
        return (int) transformed.size(0) / alpha;
    }
}
