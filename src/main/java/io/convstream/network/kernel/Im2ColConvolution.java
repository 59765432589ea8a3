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
 * A convolution whose input needs no gradient, as products of matrices: {@code patches [pixels, kernel * in]} by the weights,
 * and transposed by the output's gradient. ND4J's {@code conv2d_bp} always computes the input's gradient too, which for three
 * channels costs four times as much as the weights' own; and where there is no AVX-512, oneDNN reorders all of the output
 * before and after, for longer than it convolves.
 *
 * <p>A patch begins with a one, because the bias lies before the weights: it is their first row.
 */
public final class Im2ColConvolution implements BoundOperation {

    /** Patches at a time, if these make an image: fewer take more calls, more leave the second cache. */
    private static final int ROWS = 2304;

    private final Activations out;
    private final Im2Col patches;
    private final List<Group> groups = new ArrayList<>();

    /** Some images, one after the other. */
    private record Group(
            int first,
            int images,
            NativeOp forward,
            @Nullable NativeOp backward) {}

    public Im2ColConvolution(
            BindContext context,
            KernelGeometry window,
            Activations input,
            Activations out,
            Parameter weights,
            @Nullable Parameter bias) {
        this.out = out;
        NativeMemory memory = context.memory();
        INDArray y = out.values();
        int most = Math.toIntExact(Math.max(1, ROWS / (y.size(1) * y.size(2))));
        patches = new Im2Col(memory, window, input.values(), y.size(1), y.size(2), bias != null, most);
        Parameter firstRow = bias == null ? weights : bias;
        for (int first = 0; first < y.size(0); first += most) {
            int images = (int) Math.min(most, y.size(0) - first);
            INDArray matrix = patches.matrix(images);
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
            groups.add(new Group(first, images, forward, backward));
        }
    }

    /** A row for each pixel of some images. */
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
        for (Group group : groups) {
            patches.cut(group.first, group.images);
            group.forward.run();
        }
    }

    @Override
    public void backward() {
        for (Group group : groups) {
            patches.cut(group.first, group.images);
            NativeOp.runIfPresent(group.backward);
        }
    }
}
