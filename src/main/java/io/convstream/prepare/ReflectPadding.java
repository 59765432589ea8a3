package io.convstream.prepare;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;

/** Puts a padding around images in which they are mirrored; the outermost pixels are not doubled. For one thread. */
final class ReflectPadding {

    private final ImageShape image;
    private final int padding;
    private final byte[] padded;

    ReflectPadding(Framing framing) {
        image = framing.image();
        padding = framing.padding();
        padded = new byte[padding == 0 ? 0 : framing.padded().size()];
    }

    /** An image with its padding, good until the next call; without one, the image itself. */
    byte[] around(byte[] pixels) {
        if (padding == 0) {
            return pixels;
        }
        int channels = image.channels();
        int out = 0;
        for (int row = -padding; row < image.height() + padding; row++) {
            int line = mirrored(row, image.height()) * image.width();
            for (int column = -padding; column < image.width() + padding; column++) {
                int from = (line + mirrored(column, image.width())) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    padded[out++] = pixels[from + channel];
                }
            }
        }
        return padded;
    }

    private static int mirrored(int index, int length) {
        int positive = Math.abs(index);
        return positive < length ? positive : 2 * (length - 1) - positive;
    }
}
