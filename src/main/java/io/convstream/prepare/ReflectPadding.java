package io.convstream.prepare;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;

/** Reflect padding: mirrors an image at its edges without repeating the edge pixels. Not thread-safe. */
final class ReflectPadding {

    private final ImageShape image;
    private final int padding;
    private final byte[] padded;

    ReflectPadding(Framing framing) {
        image = framing.image();
        padding = framing.padding();
        padded = new byte[padding == 0 ? 0 : framing.padded().size()];
    }

    /** Returns the padded image, valid until the next call; the image itself if the padding is 0. */
    byte[] pad(byte[] pixels) {
        if (padding == 0) {
            return pixels;
        }
        int channels = image.channels();
        int out = 0;
        for (int row = -padding; row < image.height() + padding; row++) {
            int rowStart = reflected(row, image.height()) * image.width();
            for (int column = -padding; column < image.width() + padding; column++) {
                int from = (rowStart + reflected(column, image.width())) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    padded[out++] = pixels[from + channel];
                }
            }
        }
        return padded;
    }

    private static int reflected(int index, int length) {
        int positive = Math.abs(index);
        return positive < length ? positive : 2 * (length - 1) - positive;
    }
}
