package io.convstream.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes images of values, and PNG files of images. */
public final class Png {

    private Png() {}

    /** An image of red, green and blue bytes, {@code [height, width, 3]}. */
    public static BufferedImage rgb(byte[] pixels, ImageShape shape) {
        var image = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < shape.height() * shape.width(); i++) {
            int rgb = (pixels[3 * i] & 0xFF) << 16 | (pixels[3 * i + 1] & 0xFF) << 8 | (pixels[3 * i + 2] & 0xFF);
            image.setRGB(i % shape.width(), i / shape.width(), rgb);
        }
        return image;
    }

    /** An image of any values, {@code [height, width, 3]}: the least becomes 0, the greatest 255. */
    public static BufferedImage scaled(float[] values, ImageShape shape) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        float range = greatest > least ? greatest - least : 1;
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = (byte) Math.round((values[i] - least) / range * 255);
        }
        return rgb(pixels, shape);
    }

    /** An image's file. */
    public static byte[] encode(BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }
}
