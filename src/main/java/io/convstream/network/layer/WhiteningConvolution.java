package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution of the images with the eigenvectors of their patches, each scaled to unit variance, and with their
 * negatives (Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single A100 GPU", 2024, arXiv:2404.00498, section 3.2).
 *
 * <p>Weights of 0 are replaced before the first forward pass in training: each tower sums the products of its patches, the
 * sums are exchanged as those of batch normalization, and every worker computes the same eigenvectors in double.
 */
public final class WhiteningConvolution extends Operation {

    /** Added to the variances, so that directions without variance are not amplified without bound. */
    private static final double EPSILON = 5e-4;

    private final Convolution convolution;
    private final Parameter weights;
    private final PatchProducts products;

    /**
     * Describes the operation.
     *
     * @param weights of the convolution, {@code [kernel height, kernel width, in, out]}
     */
    public WhiteningConvolution(Convolution convolution, Parameter weights) {
        super(convolution.inputShape(), convolution.outputShape());
        this.convolution = convolution;
        this.weights = weights;
        products = new PatchProducts(inputShape(), (int) weights.shape()[0], (int) weights.shape()[1]);
    }

    @Override
    public List<Parameter> parameters() {
        return convolution.parameters();
    }

    @Override
    public boolean keepsOutput() {
        return convolution.keepsOutput();
    }

    @Override
    public String description() {
        return "whitening " + convolution.description();
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        BoundOperation bound = convolution.bind(context, input);
        return context.isTraining() ? new Training(context, input, bound) : bound;
    }

    /** Sets the weights before the first forward pass. */
    private final class Training implements BoundOperation {

        private final BindContext context;
        private final Activations input;
        private final BoundOperation bound;
        private final INDArray staged;
        private final NativeOp readWeights;
        private final NativeOp writeWeights;
        private final INDArray ownSums;
        private final NativeOp writeOwnSums;
        private final INDArray sums;
        private final INDArray written;
        private boolean isSet;

        Training(BindContext context, Activations input, BoundOperation bound) {
            this.context = context;
            this.input = input;
            this.bound = bound;
            NativeMemory memory = context.memory();
            INDArray values = context.value(weights);
            staged = memory.array(values.shape());
            readWeights = memory.op("assign", in(staged, values), staged);
            writeWeights = memory.op("assign", in(values, staged), values);
            sums = context.sharedRows(products.size());
            INDArray row = NativeMemory.view(sums, (long) context.tower() * products.size(), 1, products.size());
            ownSums = memory.array(1, products.size());
            writeOwnSums = memory.op("assign", in(row, ownSums), row);
            written = context.sharedRows(1);
        }

        @Override
        public Activations out() {
            return bound.out();
        }

        @Override
        public void forward() {
            if (!isSet && isZero()) {
                NativeMemory.putDoubles(products.sum(doubles(input.values())), ownSums);
                writeOwnSums.run();
                context.gatherRows(sums); // all towers have seen the zeros before one replaces them
                if (context.isFirst()) {
                    NativeMemory.putDoubles(filters(products.mean(doubles(sums), context.batchImages())), staged);
                    writeWeights.run();
                }
                context.gatherRows(written);
            }
            isSet = true;
            bound.forward();
        }

        private boolean isZero() {
            readWeights.run();
            return Arrays.stream(doubles(staged)).allMatch(value -> value == 0);
        }

        @Override
        public void backward() {
            bound.backward();
        }
    }

    private static double[] doubles(INDArray array) {
        var values = new double[Math.toIntExact(array.length())];
        NativeMemory.getDoubles(array, values);
        return values;
    }

    /** The weights, {@code [patch, channels]}: the first eigenvectors, then their negatives. */
    private double[] filters(double[][] meanProducts) {
        SymmetricEigen eigen = SymmetricEigen.of(meanProducts);
        int channels = outputShape().channels();
        var filters = new double[weights.size()];
        for (int filter = 0; filter < channels / 2; filter++) {
            double factor = 1 / Math.sqrt(Math.max(0, eigen.values()[filter]) + EPSILON);
            for (int i = 0; i < meanProducts.length; i++) {
                double value = eigen.vectors()[filter][i] * factor;
                filters[i * channels + filter] = value;
                filters[i * channels + channels / 2 + filter] = -value;
            }
        }
        return filters;
    }
}
