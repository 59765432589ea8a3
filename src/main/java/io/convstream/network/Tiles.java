package io.convstream.network;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Pictures and the transforms of their tiles, with a linear map from the one to the other: the same matrix for the
 * columns of pixels and for the lines. All of it is products of whole matrices, because the pictures lie inside:
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
final class Tiles {

    private final Memory memory;
    private final INDArray pixels;
    private final INDArray halves;
    private final INDArray positions;
    private final INDArray rows;
    private final INDArray columns;
    private final int alpha;

    /**
     * @param pictures whose shape {@code [n, h, w, c]} they have
     * @param rows {@code [alpha * tiles down, h]}
     * @param columns {@code [alpha * tiles across, w]}
     * @param keep whether the positions of all lines are kept, and not those of one line after the other
     * @param other what the pictures are cut for or joined from, line by line, so that both can use the same memory
     */
    Tiles(
            Memory memory,
            INDArray pictures,
            double[][] rows,
            double[][] columns,
            int alpha,
            boolean keep,
            @Nullable Tiles other) {
        this.memory = memory;
        this.rows = memory.matrix(rows);
        this.columns = memory.matrix(columns);
        this.alpha = alpha;
        long across = columns.length / alpha;
        long n = pictures.size(0);
        long channels = pictures.size(3);
        long[] size = {pictures.size(1), pictures.size(2), n, channels};
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
        return Memory.slice(positions, line % kept() * alpha + j);
    }

    /** The first half of the way from pictures {@code [n, h, w, c]} to the transforms of their tiles. */
    List<Runnable> cutRows(INDArray pictures) {
        return List.of(
                new PictureOrder(pictures, pixels)::bringInside,
                memory.product(rows, false, Signal.flat(pixels), false, 1, Signal.flat(halves))::run);
    }

    /** The second half, for one line. */
    Runnable cutColumns(int line) {
        return memory.product(columns, false, Memory.slice(halves, line), false, 1, line(line))::run;
    }

    /** The first half of the transposed map, from the transforms of tiles to pictures: for one line. */
    Runnable joinColumns(int line) {
        return memory.product(columns, true, line(line), false, 1, Memory.slice(halves, line))::run;
    }

    /** The second half, to pictures {@code [n, h, w, c]}. */
    List<Runnable> joinRows(INDArray pictures) {
        return List.of(
                memory.product(rows, true, Signal.flat(halves), false, 1, Signal.flat(pixels))::run,
                new PictureOrder(pictures, pixels)::bringOutside);
    }

    /** The positions of one line: {@code [j * tx, n * c]}. */
    private INDArray line(int line) {
        long values = halves.size(2);
        long size = positions.length() / kept();
        return Memory.view(positions, line % kept() * size, size / values, values);
    }

    private int kept() {
        return (int) positions.size(0) / alpha;
    }
}
