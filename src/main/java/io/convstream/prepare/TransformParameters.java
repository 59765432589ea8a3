package io.convstream.prepare;

import io.convstream.image.RawRecord;
import io.convstream.image.SplitMix;
import java.util.Arrays;

/**
 * Parameters of {@link ImageTransform} for one example. Random ones are a pure function of (seed, sequence), and of
 * content and epoch if the flip alternates, computed
 * with integers and exact products only: the same on every machine, in whatever order records are prepared.
 *
 * @param top the first row of the crop, from 0
 * @param left the first column of the crop, from 0
 * @param flip whether the crop is mirrored horizontally
 * @param brightness added to every value, -63 to 63; 0 changes nothing
 * @param contrast factor of a value's distance from its channel's mean, 0.2 to 1.8; 1 changes nothing
 */
record TransformParameters(int top, int left, boolean flip, double brightness, double contrast) {

    private static final double MAX_BRIGHTNESS = 63;
    private static final double MIN_CONTRAST = 0.2;
    private static final double MAX_CONTRAST = 1.8;

    /**
     * Draws the parameters of a record, for the augmentation of the options. A flip that alternates depends on the content, so
     * that an image is found again wherever an epoch reads it.
     */
    static TransformParameters draw(PrepareOptions options, RawRecord record) {
        TransformParameters drawn = draw(options, record.sequence());
        if (options.augmentation() != Augmentation.ALTERNATING) {
            return drawn;
        }
        long bits = SplitMix.mix(options.seed(), Arrays.hashCode(record.content()));
        boolean flip = ((bits + record.epoch()) & 1) == 0;
        return new TransformParameters(drawn.top(), drawn.left(), flip, 0, 1);
    }

    /** Draws the parameters of a record whose content does not matter. */
    static TransformParameters draw(PrepareOptions options, long sequence) {
        if (options.augmentation() == Augmentation.NONE) {
            return TestTimeCrop.CENTER.parameters(options);
        }
        int spareRows = options.framing().padded().height() - options.crop().height();
        int spareColumns = options.framing().padded().width() - options.crop().width();
        // Mixing the seed first keeps (seed + 1, sequence) and (seed, sequence + 1) from drawing the same numbers.
        long start = SplitMix.mix(SplitMix.mix(options.seed() + SplitMix.GAMMA) ^ sequence);
        int top = below(spareRows + 1, number(start, 1));
        int left = below(spareColumns + 1, number(start, 2));
        boolean flip = number(start, 3) < 0;
        if (options.augmentation() != Augmentation.TUTORIAL) {
            return new TransformParameters(top, left, flip, 0, 1);
        }
        double brightness = between(-MAX_BRIGHTNESS, MAX_BRIGHTNESS, number(start, 4));
        double contrast = between(MIN_CONTRAST, MAX_CONTRAST, number(start, 5));
        return new TransformParameters(top, left, flip, brightness, contrast);
    }

    /** Returns the n-th number of the SplitMix64 generator with state {@code start}. */
    private static long number(long start, int n) {
        return SplitMix.mix(start + n * SplitMix.GAMMA);
    }

    /** Maps the upper 32 bits to [0, bound); for bounds of a few pixels the bias is below 1e-8. */
    private static int below(int bound, long bits) {
        return (int) (((bits >>> 32) * bound) >>> 32);
    }

    private static double between(double low, double high, long bits) {
        return low + (high - low) * ((bits >>> 11) * 0x1p-53);
    }
}
