package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.image.SplitMix;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.SimpleOperation;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inverted dropout (Srivastava et al., "Dropout", 2014): in training each value is 0, or divided by the probability
 * that it is retained. The mask is a pure function of (seed, step, layer, index of the value in the whole batch), so it
 * depends neither on the number of towers nor on restarts.
 */
public final class Dropout extends Operation {

    /** 2^-53: converts 53 random bits to a double from 0 to below 1. */
    private static final double UNIT = 1.0 / (1L << 53);

    private final int layer;
    private final double keep;

    /**
     * Describes the operation.
     *
     * @param layer index in the network, part of the random key
     * @param keep probability that a value is retained, above 0 and up to 1
     */
    public Dropout(ImageShape in, int layer, double keep) {
        super(in, in);
        this.layer = layer;
        this.keep = keep;
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        return context.isTraining()
                ? new MaskedOperation(context, input)
                : new SimpleOperation(input, () -> {}, () -> {});
    }

    @Override
    public String description() {
        return "dropout keeping " + keep;
    }

    /** Fills a mask with 0 or 1 / keep for the values from index {@code first} on. */
    void mask(long seed, long step, long first, float[] mask) {
        long key = mix(mix(mix(seed) + step) + layer);
        float scale = (float) (1 / keep);
        for (int i = 0; i < mask.length; i++) {
            double unit = (mix(key + (first + i) * SplitMix.GAMMA) >>> 11) * UNIT;
            mask[i] = unit < keep ? scale : 0;
        }
    }

    private static long mix(long value) {
        return SplitMix.mix(value + SplitMix.GAMMA);
    }

    private final class MaskedOperation implements BoundOperation {

        private final BindContext context;
        private final Activations out;
        private final float[] mask;
        private final INDArray nativeMask;
        private final NativeOp forward;
        private final @Nullable NativeOp backward;

        MaskedOperation(BindContext context, Activations input) {
            this.context = context;
            out = context.activations(outputShape(), input.hasGradient());
            mask = new float[Math.toIntExact(out.values().length())];
            nativeMask = context.memory().array(out.values().shape());
            forward = context.memory().op("multiply", in(input.values(), nativeMask), out.values());
            backward = input.hasGradient()
                    ? context.memory().op("multiply", in(out.requireGradient(), nativeMask), input.requireGradient())
                    : null;
        }

        @Override
        public Activations out() {
            return out;
        }

        @Override
        public void forward() {
            mask(
                    context.seed(),
                    context.step(),
                    (long) context.firstImage() * inputShape().size(),
                    mask);
            NativeMemory.put(mask, 0, mask.length, nativeMask);
            forward.run();
        }

        @Override
        public void backward() {
            NativeOp.runIfPresent(backward);
        }
    }
}
