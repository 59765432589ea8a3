package io.convstream.prepare;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Takes the red, green and blue bytes out of any kind of decoded picture. */
final class RgbPixels {

    private RgbPixels() {}

    /** Fills {@code pixels} with {@code [height, width, 3]}; transparency is dropped. */
    static void copy(BufferedImage picture, byte[] pixels) {
        if (picture.getColorModel().getNumColorComponents() == 1) {
            copyGrey(picture.getRaster(), pixels);
        } else {
            copyColour(picture, pixels);
        }
    }

    /** Grey values are taken as they are: getRGB would take them for linear light and brighten them. */
    private static void copyGrey(Raster raster, byte[] pixels) {
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        int[] row = new int[raster.getWidth()];
        int out = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            for (int value : row) {
                byte grey = (byte) (value >> shift);
                pixels[out++] = grey;
                pixels[out++] = grey;
                pixels[out++] = grey;
            }
        }
    }

    private static void copyColour(BufferedImage picture, byte[] pixels) {
        int[] row = new int[picture.getWidth()];
        int out = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int rgb : row) {
                pixels[out++] = (byte) (rgb >> 16);
                pixels[out++] = (byte) (rgb >> 8);
                pixels[out++] = (byte) rgb;
            }
        }
    }
}
