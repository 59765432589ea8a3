package io.convstream.network.kernel;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images and the transforms of their tiles, with a linear map from the one to the other: the same matrix for the
 * columns of pixels and for the lines. All of it is products of whole matrices, because the images lie inside:
 *
 * <pre>
 * pixels    [h, w, n, c]
 * halves    [i, ty, w, n, c]       = rows · pixels          i, j: a position in the tile's transform
 * positions [i, ty, j, tx, n, c]   = columns · halves       tx, ty: the tile
 * </pre>
 *
 * <p>What has one i and one ty is a line. ND4J copies a matrix whose rows do not follow one another, which takes as long
 * as a line's product, so positions are in this order and not with ty further in.
 */
final class WinogradTiles {

    private final NativeMemory memory;
    private final INDArray pixels;
    private final INDArray halves;
    private final INDArray positions;
    private final INDArray rows;
    private final INDArray columns;
    private final int alpha;

    /**
     * @param images whose shape {@code [n, h, w, c]} they have
     * @param rows {@code [alpha * tiles down, h]}
     * @param columns {@code [alpha * tiles across, w]}
     * @param keep whether the positions of all lines are kept, and not those of one line after the other
     * @param other what the images are cut for or joined from, line by line, so that both can use the same memory
     */
    WinogradTiles(
            NativeMemory memory,
            INDArray images,
            double[][] rows,
            double[][] columns,
            int alpha,
            boolean keep,
            @Nullable WinogradTiles other) {
        this.memory = memory;
        this.rows = memory.matrix(rows);
        this.columns = memory.matrix(columns);
        this.alpha = alpha;
        long across = columns.length / alpha;
        long n = images.size(0);
        long channels = images.size(3);
        long[] size = {images.size(1), images.size(2), n, channels};
        if (other != null && Arrays.equals(size, other.pixels.shape())) {
            pixels = other.pixels;
            halves = other.halves;
        } else {
            pixels = memory.array(size);
            halves = memory.array(rows.length, size[1], n * channels);
        }
        positions = memory.array((keep ? rows.length : 1L) * alpha, across * n, channels);
    }

    /** All tiles of a line at one position, {@code [across * n, c]}. */
    INDArray position(int line, int j) {
        return NativeMemory.slice(positions, line % kept() * alpha + j);
    }

    /** The first half of the way from images {@code [n, h, w, c]} to the transforms of their tiles. */
    List<Runnable> cutRows(INDArray images) {
        return List.of(
                new PixelMajorOrder(images, pixels)::bringInside,
                memory.product(rows, false, Activations.flat(pixels), false, 1, Activations.flat(halves))::run);
    }

    /** The second half, for one line. */
    Runnable cutColumns(int line) {
        return memory.product(columns, false, NativeMemory.slice(halves, line), false, 1, line(line))::run;
    }

    /** The first half of the transposed map, from the transforms of tiles to images: for one line. */
    Runnable joinColumns(int line) {
        return memory.product(columns, true, line(line), false, 1, NativeMemory.slice(halves, line))::run;
    }

    /** The second half, to images {@code [n, h, w, c]}. */
    List<Runnable> joinRows(INDArray images) {
        return List.of(
                memory.product(rows, true, Activations.flat(halves), false, 1, Activations.flat(pixels))::run,
                new PixelMajorOrder(images, pixels)::bringOutside);
    }

    /** The positions of one line: {@code [j * tx, n * c]}. */
    private INDArray line(int line) {
        long values = halves.size(2);
        long size = positions.length() / kept();
        return NativeMemory.view(positions, line % kept() * size, size / values, values);
    }

    private int kept() {
        return (int) positions.size(0) / alpha;
    }
}
