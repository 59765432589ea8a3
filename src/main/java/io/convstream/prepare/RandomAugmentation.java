package io.convstream.prepare;

import io.convstream.image.SplitMix;

/**
 * All that is random about one example: a pure function of (seed, sequence), made of integer arithmetic and exact
 * products only, so that it is the same on every machine and in whatever order records are prepared.
 *
 * @param top the first row of the crop
 * @param left its first column
 * @param flip whether left and right change places
 * @param brightness what is added to every value
 * @param contrast what the distance of a value from its channel's mean is multiplied by
 */
record RandomAugmentation(int top, int left, boolean flip, double brightness, double contrast) {

    private static final double BRIGHTNESS = 63;
    private static final double LEAST_CONTRAST = 0.2;
    private static final double MOST_CONTRAST = 1.8;

    static RandomAugmentation of(PrepareOptions options, long sequence) {
        if (options.augmentation() == Augmentation.NONE) {
            return CropPosition.CENTER.draw(options);
        }
        int spareRows = options.framing().padded().height() - options.crop().height();
        int spareColumns = options.framing().padded().width() - options.crop().width();
        // The seed is mixed first: else (seed + 1, sequence) and (seed, sequence + 1) would share their numbers.
        long start = SplitMix.mix(SplitMix.mix(options.seed() + SplitMix.GAMMA) ^ sequence);
        int top = below(spareRows + 1, number(start, 1));
        int left = below(spareColumns + 1, number(start, 2));
        boolean flip = number(start, 3) < 0;
        if (options.augmentation() == Augmentation.LIGHT) {
            return new RandomAugmentation(top, left, flip, 0, 1);
        }
        double brightness = between(-BRIGHTNESS, BRIGHTNESS, number(start, 4));
        double contrast = between(LEAST_CONTRAST, MOST_CONTRAST, number(start, 5));
        return new RandomAugmentation(top, left, flip, brightness, contrast);
    }

    /** The n-th number of the SplitMix64 generator that starts at {@code start}. */
    private static long number(long start, int n) {
        return SplitMix.mix(start + n * SplitMix.GAMMA);
    }

    /** Scales the upper 32 bits; with bounds of a few pixels the unevenness is below 1e-8. */
    private static int below(int bound, long bits) {
        return (int) (((bits >>> 32) * bound) >>> 32);
    }

    private static double between(double low, double high, long bits) {
        return low + (high - low) * ((bits >>> 11) * 0x1p-53);
    }
}
