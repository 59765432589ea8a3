package io.convstream.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Conversion of pixel values to images and PNG files. */
public final class Png {

    private Png() {}

    /** Converts RGB bytes, {@code [height, width, 3]}, to an image. */
    public static BufferedImage rgb(byte[] pixels, ImageShape shape) {
        var image = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < shape.height() * shape.width(); i++) {
            int rgb = (pixels[3 * i] & 0xFF) << 16 | (pixels[3 * i + 1] & 0xFF) << 8 | (pixels[3 * i + 2] & 0xFF);
            image.setRGB(i % shape.width(), i / shape.width(), rgb);
        }
        return image;
    }

    /** Converts any values, {@code [height, width, 3]}, to an image: the minimum becomes 0, the maximum 255. */
    public static BufferedImage scaled(float[] values, ImageShape shape) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        float range = max > min ? max - min : 1;
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = (byte) Math.round((values[i] - min) / range * 255);
        }
        return rgb(pixels, shape);
    }

    /** Encodes an image as a PNG file. */
    public static byte[] encode(BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a PNG file in memory", e);
        }
        return bytes.toByteArray();
    }
}
