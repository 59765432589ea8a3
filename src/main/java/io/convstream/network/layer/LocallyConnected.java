package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.KernelGeometry;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Locally connected layer {@code [images, height, width, in] → [images, height', width', out]}: a convolution with
 * weights of its own at each position. As in DL4J, output position {@code p} in row-major order is that of the kernel at
 * {@code p} in column-major order.
 */
public final class LocallyConnected extends Operation {

    private final KernelGeometry geometry;
    private final Parameter weights;
    private final @Nullable Parameter bias;

    /**
     * Describes the operation.
     *
     * @param weights {@code [positions, kernel height * kernel width * in, out]}
     * @param bias {@code [out]}; null for none
     */
    public LocallyConnected(
            ImageShape in, int channels, KernelGeometry geometry, Parameter weights, @Nullable Parameter bias) {
        super(in, geometry.out(in, channels));
        this.geometry = geometry;
        this.weights = weights;
        this.bias = bias;
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weights) : List.of(weights, bias);
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        return new BoundLocallyConnected(context, input);
    }

    @Override
    public String description() {
        return "locally connected " + geometry + " " + inputShape().channels() + "→"
                + outputShape().channels();
    }

    private final class BoundLocallyConnected implements BoundOperation {

        private final NativeMemory memory;
        private final Activations out;
        private final List<NativeOp> forward = new ArrayList<>();
        private final List<NativeOp> backward = new ArrayList<>();

        BoundLocallyConnected(BindContext context, Activations input) {
            memory = context.memory();
            out = context.activations(outputShape(), true);
            int positions = outputShape().height() * outputShape().width();
            INDArray w = context.value(weights);
            long images = input.values().size(0);
            INDArray patches = memory.array(positions, images, w.size(1));
            INDArray products = memory.array(positions, images, w.size(2));
            for (int p = 0; p < positions; p++) {
                unfold(p, input.values(), patches);
                forward.add(memory.product(
                        NativeMemory.slice(patches, p), false, NativeMemory.slice(w, p), false, 1, slice(products, p)));
                forward.add(assign(position(out.values(), p), slice(products, p)));
            }
            if (bias != null) {
                INDArray rows = Activations.rows(out.values());
                forward.add(memory.op("biasadd", in(rows, context.value(bias)), rows));
            }
            if (context.isTraining()) {
                bindBackward(context, input, patches, products);
            }
        }

        private void bindBackward(BindContext context, Activations input, INDArray patches, INDArray products) {
            INDArray w = context.value(weights);
            INDArray dw = context.gradient(weights);
            INDArray dy = out.requireGradient();
            INDArray dx = input.hasGradient() ? input.requireGradient() : null;
            if (bias != null) {
                backward.add(memory.columnSums(Activations.rows(dy), 1, context.gradient(bias)));
            }
            if (dx != null) {
                backward.add(assign(dx, memory.array(1)));
            }
            INDArray patchGradient = memory.array(patches.size(1), patches.size(2));
            for (int p = 0; p < w.size(0); p++) {
                INDArray gradient = slice(products, p);
                backward.add(assign(gradient, position(dy, p)));
                backward.add(memory.product(slice(patches, p), true, gradient, false, 1, slice(dw, p)));
                if (dx != null) {
                    backward.add(memory.product(gradient, false, slice(w, p), true, 1, patchGradient));
                    fold(p, patchGradient, dx);
                }
            }
        }

        private INDArray slice(INDArray array, int position) {
            return NativeMemory.slice(array, position);
        }

        /** Output of a position, {@code [images, out]}. */
        private INDArray position(INDArray array, int p) {
            long channels = array.size(3);
            return strided(array, p * channels, array.size(1) * array.size(2) * channels, array.size(0), channels);
        }

        /** Copies the pixels under the kernel at a position; padding stays zero. */
        private void unfold(int p, INDArray x, INDArray patches) {
            INDArray patch = slice(patches, p);
            for (Line line : lines(p)) {
                forward.add(assign(line.of(patch, patch.size(1), line.inPatch), line.of(x, stride(x), line.inImage)));
            }
        }

        private void fold(int p, INDArray patchGradient, INDArray dx) {
            for (Line line : lines(p)) {
                INDArray target = line.of(dx, stride(dx), line.inImage);
                INDArray source = line.of(patchGradient, patchGradient.size(1), line.inPatch);
                backward.add(memory.op("add", in(target, source), target));
            }
        }

        private long stride(INDArray images) {
            return images.length() / images.size(0);
        }

        private NativeOp assign(INDArray target, INDArray source) {
            return memory.op("assign", in(target, source), target);
        }

        /** The lines of pixels under the kernel, without padding. */
        private List<Line> lines(int p) {
            int top = p % outputShape().height() * geometry.stride()[0] - geometry.padding()[0];
            int left = p / outputShape().height() * geometry.stride()[1] - geometry.padding()[1];
            int channels = inputShape().channels();
            int first = Math.max(0, -left);
            int last = Math.min(geometry.kernel()[1], inputShape().width() - left);
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < geometry.kernel()[0]; i++) {
                if (top + i >= 0 && top + i < inputShape().height() && first < last) {
                    lines.add(new Line(
                            ((top + i) * inputShape().width() + left + first) * channels,
                            (i * geometry.kernel()[1] + first) * channels,
                            (last - first) * channels));
                }
            }
            return lines;
        }

        @Override
        public Activations out() {
            return out;
        }

        @Override
        public void forward() {
            forward.forEach(NativeOp::run);
        }

        @Override
        public void backward() {
            backward.forEach(NativeOp::run);
        }
    }

    /** A line of pixels: its offset in an image and in a patch, and its number of values. */
    private record Line(int inImage, int inPatch, int values) {

        /** The line of all images, {@code [images, values]}. */
        INDArray of(INDArray array, long stride, int offset) {
            return strided(array, offset, stride, array.size(0), values);
        }
    }

    private static INDArray strided(INDArray array, long offset, long stride, long rows, long columns) {
        return Nd4j.create(
                array.data(), new long[] {rows, columns}, new long[] {stride, 1}, array.offset() + offset, 'c');
    }
}
