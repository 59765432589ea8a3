package io.convstream.network.kernel;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.KernelGeometry;
import io.convstream.network.operation.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution whose input needs no gradient, as matrix products: {@code y = im2col(x) · w} and {@code dw = im2col(x)ᵀ ·
 * dy}. The bias precedes the weights in the flat vector, so it is the first row of {@code w}, and each row of {@code
 * im2col(x)} begins with a one.
 *
 * <p>{@code x} is {@code [images, height, width, in]}, {@code y} is {@code [images, height', width', out]}, {@code w}
 * is {@code [kernel height, kernel width, in, out]}; none is a view. Used on the CPU for the first layer, because
 * ND4J's {@code conv2d_bp} always computes {@code dx} too, which for three channels takes four times as long as {@code
 * dw}, and because oneDNN without AVX-512 reorders the whole output before and after, which takes longer than the
 * convolution.
 */
public final class Im2ColConvolution implements BoundOperation {

    /** With more channels, {@code conv2d} is faster. */
    public static final int MAX_CHANNELS = 15;

    /** Rows per product, unless an image has more: fewer need more calls, more exceed the L2 cache. */
    private static final int ROWS = 2304;

    private final Activations out;
    private final Im2Col im2col;
    private final List<Chunk> chunks = new ArrayList<>();

    /** Consecutive images of one product. */
    private record Chunk(
            int first,
            int images,
            NativeOp forward,
            @Nullable NativeOp backward) {}

    /** Allocates the matrix and binds the products. */
    public Im2ColConvolution(
            BindContext context,
            KernelGeometry geometry,
            Activations input,
            Activations out,
            Parameter weights,
            @Nullable Parameter bias) {
        this.out = out;
        NativeMemory memory = context.memory();
        INDArray y = out.values();
        int maxImages = Math.toIntExact(Math.max(1, ROWS / (y.size(1) * y.size(2))));
        im2col = new Im2Col(memory, geometry, input.values(), y.size(1), y.size(2), bias != null, maxImages);
        Parameter firstRow = bias == null ? weights : bias;
        for (int first = 0; first < y.size(0); first += maxImages) {
            int images = (int) Math.min(maxImages, y.size(0) - first);
            INDArray matrix = im2col.matrix(images);
            INDArray w = NativeMemory.view(context.value(firstRow), 0, matrix.size(1), y.size(3));
            NativeOp forward = memory.product(matrix, false, w, false, 1, rows(y, first, images));
            NativeOp backward = null;
            if (context.isTraining()) {
                INDArray dw = NativeMemory.view(context.gradient(firstRow), 0, matrix.size(1), y.size(3));
                INDArray dy = rows(out.requireGradient(), first, images);
                backward = first == 0
                        ? memory.product(matrix, true, dy, false, 1, dw)
                        : memory.addProduct(matrix, true, dy, false, dw);
            }
            chunks.add(new Chunk(first, images, forward, backward));
        }
    }

    /** Some images as a matrix with one row per pixel. */
    private static INDArray rows(INDArray array, int first, int images) {
        long pixels = array.size(1) * array.size(2);
        return NativeMemory.view(array, first * pixels * array.size(3), images * pixels, array.size(3));
    }

    @Override
    public Activations out() {
        return out;
    }

    @Override
    public void forward() {
        for (Chunk chunk : chunks) {
            im2col.unfold(chunk.first, chunk.images);
            chunk.forward.run();
        }
    }

    @Override
    public void backward() {
        for (Chunk chunk : chunks) {
            im2col.unfold(chunk.first, chunk.images);
            NativeOp.runIfPresent(chunk.backward);
        }
    }
}
