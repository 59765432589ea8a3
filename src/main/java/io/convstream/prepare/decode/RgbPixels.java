package io.convstream.prepare.decode;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Extraction of RGB bytes from a {@link BufferedImage}. */
final class RgbPixels {

    private RgbPixels() {}

    /** Fills {@code pixels} with {@code [height, width, 3]}; transparency is dropped. */
    static void copy(BufferedImage image, byte[] pixels) {
        if (image.getColorModel() instanceof ComponentColorModel) {
            copyValues(image.getRaster(), image.getColorModel().getNumColorComponents(), pixels);
        } else {
            copyColors(image, pixels);
        }
    }

    /**
     * Copies values as stored: getRGB treats gray as linear light and brightens it. 16-bit values keep their upper 8 bits.
     */
    private static void copyValues(Raster raster, int colors, byte[] pixels) {
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        int width = raster.getWidth();
        int[] row = new int[width * raster.getNumBands()];
        int green = colors == 1 ? 0 : 1;
        int blue = colors == 1 ? 0 : 2;
        int out = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int in = 0; in < row.length; in += raster.getNumBands()) {
                pixels[out++] = (byte) (row[in] >> shift);
                pixels[out++] = (byte) (row[in + green] >> shift);
                pixels[out++] = (byte) (row[in + blue] >> shift);
            }
        }
    }

    /** Copies palette and packed-pixel images. */
    private static void copyColors(BufferedImage image, byte[] pixels) {
        int[] row = new int[image.getWidth()];
        int out = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int rgb : row) {
                pixels[out++] = (byte) (rgb >> 16);
                pixels[out++] = (byte) (rgb >> 8);
                pixels[out++] = (byte) rgb;
            }
        }
    }
}
