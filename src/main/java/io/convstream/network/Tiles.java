package io.convstream.network;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Pictures and the transforms of their tiles, with a linear map from the one to the other: the same matrix for the
 * columns of pixels and for the lines. All of it is products of matrices, because the pictures lie inside:
 *
 * <pre>
 * pixels    [h, w, n, c]
 * halves    [i, ty, w, n, c]       = rows · pixels          i, j: a position in the tile's transform
 * positions [i, j, tx, ty, n, c]   = columns · halves       tx, ty: the tile
 * </pre>
 */
final class Tiles {

    private final Memory memory;
    private final INDArray pixels;
    private final INDArray halves;
    private final INDArray positions;
    private final INDArray rows;
    private final INDArray columns;
    private final int down;

    /**
     * @param pictures whose shape {@code [n, h, w, c]} they have
     * @param rows {@code [alpha * tiles down, h]}
     * @param columns {@code [alpha * tiles across, w]}
     */
    Tiles(Memory memory, INDArray pictures, double[][] rows, double[][] columns, int alpha) {
        this.memory = memory;
        this.rows = memory.matrix(rows);
        this.columns = memory.matrix(columns);
        this.down = rows.length / alpha;
        long across = columns.length / alpha;
        long n = pictures.size(0);
        long channels = pictures.size(3);
        pixels = memory.array(pictures.size(1), pictures.size(2), n, channels);
        halves = memory.array(rows.length, pictures.size(2), n * channels);
        positions = memory.array((long) alpha * alpha, down * across * n, channels);
    }

    /** All tiles at one position, {@code [tiles * n, c]}. */
    INDArray position(int index) {
        return Memory.slice(positions, index);
    }

    /** The first half of the way from pictures {@code [n, h, w, c]} to the transforms of their tiles. */
    List<Runnable> cutRows(INDArray pictures) {
        INDArray source = pictures.permute(1, 2, 0, 3);
        return List.of(
                () -> pixels.assign(source),
                memory.product(rows, false, Signal.flat(pixels), false, 1, Signal.flat(halves))::run);
    }

    /** The second half, for the positions of one i. */
    List<Runnable> cutColumns(int i) {
        return lines(i, row -> memory.product(columns, false, Memory.slice(halves, row), false, 1, line(row)));
    }

    /** The first half of the transposed map, from the transforms of tiles to pictures: for the positions of one i. */
    List<Runnable> joinColumns(int i) {
        return lines(i, row -> memory.product(columns, true, line(row), false, 1, Memory.slice(halves, row)));
    }

    /** The second half, to pictures {@code [n, h, w, c]}. */
    List<Runnable> joinRows(INDArray pictures) {
        INDArray target = pictures.permute(1, 2, 0, 3);
        return List.of(
                memory.product(rows, true, Signal.flat(halves), false, 1, Signal.flat(pixels))::run,
                () -> target.assign(pixels));
    }

    private List<Runnable> lines(int i, IntFunction<NativeOp> product) {
        return IntStream.range(i * down, (i + 1) * down)
                .mapToObj(row -> (Runnable) product.apply(row)::run)
                .toList();
    }

    /** The positions of one line of tiles that have one i: {@code [j * tx, n * c]}. */
    private INDArray line(int row) {
        long values = halves.size(2);
        long size = positions.length() / halves.size(0);
        long[] shape = {size / values, values};
        long offset = row / down * size * down + row % down * values;
        return Nd4j.create(positions.data(), shape, new long[] {down * values, 1}, offset, 'c');
    }
}
