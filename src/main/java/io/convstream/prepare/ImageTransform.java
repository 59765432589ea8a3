package io.convstream.prepare;

import io.convstream.image.ImageShape;
import io.convstream.image.RawRecord;

/**
 * Input transform of the tutorial: crop, flip, brightness, contrast and standardization, in this order and without clipping
 * in between. Not thread-safe.
 *
 * <p>After the crop every step is linear in a channel's values, so the five steps reduce to one multiplication and one
 * addition per value. The factors follow from the crop's sums and sums of squares, which are integers and thus exact.
 * (Standardization therefore cancels brightness, and all of contrast but its effect on the channel means; the tutorial
 * has it so.) Only + - * / and sqrt in double: every machine computes the same bits.
 */
final class ImageTransform {

    private final PrepareOptions options;
    private final ReflectPadding padding;
    private final ImageShape source;
    private final ImageShape crop;
    private final double[] mean;
    private final double[] variance;

    ImageTransform(PrepareOptions options) {
        this.options = options;
        padding = new ReflectPadding(options.framing());
        source = options.framing().padded();
        crop = options.crop();
        mean = new double[crop.channels()];
        variance = new double[crop.channels()];
    }

    /** Returns the network input of a record's image, {@code [height, width, channels]} of the crop. */
    float[] apply(byte[] pixels, RawRecord record) {
        float[] input = new float[crop.size()];
        apply(pixels, TransformParameters.draw(options, record), input, 0);
        return input;
    }

    /** Writes the network input of an image to {@code target}, starting at {@code offset}. */
    void apply(byte[] image, TransformParameters parameters, float[] target, int offset) {
        byte[] pixels = padding.pad(image);
        double imageMean = 0;
        for (int channel = 0; channel < crop.channels(); channel++) {
            computeMoments(pixels, parameters, channel);
            mean[channel] += parameters.brightness();
            imageMean += mean[channel] / crop.channels();
        }
        double imageVariance = 0;
        for (int channel = 0; channel < crop.channels(); channel++) {
            double distance = mean[channel] - imageMean;
            imageVariance += (parameters.contrast() * parameters.contrast() * variance[channel] + distance * distance)
                    / crop.channels();
        }
        // The lower bound avoids a division by 0 for an image of one color.
        double deviation = Math.max(Math.sqrt(imageVariance), 1 / Math.sqrt(crop.size()));
        for (int channel = 0; channel < crop.channels(); channel++) {
            double factor = parameters.contrast() / deviation;
            double shift = (mean[channel] - imageMean) / deviation - (mean[channel] - parameters.brightness()) * factor;
            write(pixels, parameters, channel, factor, shift, target, offset);
        }
    }

    /** Computes mean and variance of one channel of the crop. */
    private void computeMoments(byte[] pixels, TransformParameters parameters, int channel) {
        int step = source.channels();
        long sum = 0;
        long squares = 0;
        for (int row = 0; row < crop.height(); row++) {
            int from = start(parameters, row) + channel;
            int to = from + crop.width() * step;
            // A square is at most 65,025: the int sums of one row overflow only above 33,000 pixels.
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
            TransformParameters parameters,
            int channel,
            double factor,
            double shift,
            float[] target,
            int offset) {
        int step = source.channels();
        int forward = parameters.flip() ? -step : step;
        for (int row = 0; row < crop.height(); row++) {
            int from = start(parameters, row) + channel;
            int into = offset + (row * crop.width() + (parameters.flip() ? crop.width() - 1 : 0)) * step + channel;
            for (int column = 0; column < crop.width(); column++) {
                target[into + column * forward] = (float) ((pixels[from + column * step] & 0xFF) * factor + shift);
            }
        }
    }

    private int start(TransformParameters parameters, int row) {
        return ((parameters.top() + row) * source.width() + parameters.left()) * source.channels();
    }
}
