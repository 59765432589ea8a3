package io.convstream.prepare;

import io.convstream.image.Framing;
import io.convstream.image.PictureShape;

/** Puts a border around pictures in which they are mirrored; the outermost pixels are not doubled. For one thread. */
final class MirroredBorder {

    private final PictureShape picture;
    private final int border;
    private final byte[] bordered;

    MirroredBorder(Framing framing) {
        picture = framing.picture();
        border = framing.border();
        bordered = new byte[border == 0 ? 0 : framing.bordered().size()];
    }

    /** A picture with its border, good until the next call; without one, the picture itself. */
    byte[] around(byte[] pixels) {
        if (border == 0) {
            return pixels;
        }
        int channels = picture.channels();
        int out = 0;
        for (int row = -border; row < picture.height() + border; row++) {
            int line = mirrored(row, picture.height()) * picture.width();
            for (int column = -border; column < picture.width() + border; column++) {
                int from = (line + mirrored(column, picture.width())) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    bordered[out++] = pixels[from + channel];
                }
            }
        }
        return bordered;
    }

    private static int mirrored(int index, int length) {
        int positive = Math.abs(index);
        return positive < length ? positive : 2 * (length - 1) - positive;
    }
}
