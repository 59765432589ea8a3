package io.convstream.prepare;

import io.convstream.image.ImageShape;

/**
 * Crops, flips, changes brightness and contrast, standardizes, in this order and without clipping in between: the
 * tutorial's augmented inputs.
 *
 * <p>Behind the crop every step is linear in a channel's values, so the five steps are one multiplication and one
 * addition a value, whose factors follow from the crop's sums and sums of squares: those are integers and thus exact.
 * (Seen that way, the standardization takes the brightness out again, and of the contrast leaves only what it does to
 * the channels' means; it is the tutorial's recipe all the same.) Only + - * / and sqrt in double: every machine gives
 * the same bits.
 */
final class Augmenter {

    private final PrepareOptions options;
    private final ReflectPadding padding;
    private final ImageShape source;
    private final ImageShape crop;
    private final double[] mean;
    private final double[] variance;

    Augmenter(PrepareOptions options) {
        this.options = options;
        padding = new ReflectPadding(options.framing());
        source = options.framing().padded();
        crop = options.crop();
        mean = new double[crop.channels()];
        variance = new double[crop.channels()];
    }

    /** What training or evaluation sees of an image, as a new array of the crop's shape. */
    float[] augment(byte[] pixels, long sequence) {
        float[] augmented = new float[crop.size()];
        augment(pixels, RandomAugmentation.of(options, sequence), augmented, 0);
        return augmented;
    }

    /** The same, written into {@code target} from {@code offset} on. */
    void augment(byte[] image, RandomAugmentation draw, float[] target, int offset) {
        byte[] pixels = padding.around(image);
        double imageMean = 0;
        for (int channel = 0; channel < crop.channels(); channel++) {
            measure(pixels, draw, channel);
            mean[channel] += draw.brightness();
            imageMean += mean[channel] / crop.channels();
        }
        double imageVariance = 0;
        for (int channel = 0; channel < crop.channels(); channel++) {
            double distance = mean[channel] - imageMean;
            imageVariance +=
                    (draw.contrast() * draw.contrast() * variance[channel] + distance * distance) / crop.channels();
        }
        // The floor keeps an image of one color from being divided by 0.
        double deviation = Math.max(Math.sqrt(imageVariance), 1 / Math.sqrt(crop.size()));
        for (int channel = 0; channel < crop.channels(); channel++) {
            double factor = draw.contrast() / deviation;
            double shift = (mean[channel] - imageMean) / deviation - (mean[channel] - draw.brightness()) * factor;
            write(pixels, draw, channel, factor, shift, target, offset);
        }
    }

    /** Mean and variance of one channel of the crop. */
    private void measure(byte[] pixels, RandomAugmentation draw, int channel) {
        int step = source.channels();
        long sum = 0;
        long squares = 0;
        for (int row = 0; row < crop.height(); row++) {
            int from = start(draw, row) + channel;
            int to = from + crop.width() * step;
            // int sums of one row: 65,025 for a value leaves room for rows of 33,000 pixels.
            int rowSum = 0;
            int rowSquares = 0;
            for (int index = from; index < to; index += step) {
                int value = pixels[index] & 0xFF;
                rowSum += value;
                rowSquares += value * value;
            }
            sum += rowSum;
            squares += rowSquares;
        }
        long count = (long) crop.height() * crop.width();
        mean[channel] = (double) sum / count;
        variance[channel] = (double) (count * squares - sum * sum) / ((double) count * count);
    }

    private void write(
            byte[] pixels,
            RandomAugmentation draw,
            int channel,
            double factor,
            double shift,
            float[] target,
            int offset) {
        int step = source.channels();
        int forward = draw.flip() ? -step : step;
        for (int row = 0; row < crop.height(); row++) {
            int from = start(draw, row) + channel;
            int into = offset + (row * crop.width() + (draw.flip() ? crop.width() - 1 : 0)) * step + channel;
            for (int column = 0; column < crop.width(); column++) {
                target[into + column * forward] = (float) ((pixels[from + column * step] & 0xFF) * factor + shift);
            }
        }
    }

    private int start(RandomAugmentation draw, int row) {
        return ((draw.top() + row) * source.width() + draw.left()) * source.channels();
    }
}
