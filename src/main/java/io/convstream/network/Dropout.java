package io.convstream.network;

import static io.convstream.network.Memory.in;

import io.convstream.image.PictureShape;
import io.convstream.image.SplitMix;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inverted dropout. Whether a value stays is a pure function of (seed, step, layer, index of the value in the whole
 * batch), so it depends neither on towers nor on restarts.
 */
final class Dropout extends Stage {

    private static final double UNIT = 1.0 / (1L << 53);

    private final int layer;
    private final double keep;

    /** @param keep the probability that a value stays */
    Dropout(PictureShape in, int layer, double keep) {
        super(in, in);
        this.layer = layer;
        this.keep = keep;
    }

    @Override
    boolean keepsOutput() {
        return false;
    }

    @Override
    Running bind(Replica replica, Signal input) {
        return replica.isTraining() ? new Learning(replica, input) : new Bound(input, () -> {}, () -> {});
    }

    @Override
    String description() {
        return "dropout keeping " + keep;
    }

    /** Fills a mask with 0 and 1 / keep for the values from {@code first} on. */
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

    private final class Learning implements Running {

        private final Replica replica;
        private final Signal out;
        private final float[] mask;
        private final INDArray nativeMask;
        private final NativeOp forward;
        private final @Nullable NativeOp backward;

        Learning(Replica replica, Signal input) {
            this.replica = replica;
            out = replica.signal(outputShape(), input.hasGradient());
            mask = new float[Math.toIntExact(out.values().length())];
            nativeMask = replica.memory().array(out.values().shape());
            forward = replica.memory().op("multiply", in(input.values(), nativeMask), out.values());
            backward = input.hasGradient()
                    ? replica.memory().op("multiply", in(out.needGradient(), nativeMask), input.needGradient())
                    : null;
        }

        @Override
        public Signal out() {
            return out;
        }

        @Override
        public void forward() {
            mask(
                    replica.seed(),
                    replica.step(),
                    (long) replica.firstImage() * inputShape().size(),
                    mask);
            Memory.put(mask, 0, mask.length, nativeMask);
            forward.run();
        }

        @Override
        public void backward() {
            NativeOp.runIfAny(backward);
        }
    }
}
