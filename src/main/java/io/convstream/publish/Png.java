package io.convstream.publish;

import io.convstream.image.PictureShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes pictures of values, and PNG files of pictures. */
public final class Png {

    private Png() {}

    /** A picture of red, green and blue bytes, {@code [height, width, 3]}. */
    public static BufferedImage coloured(byte[] pixels, PictureShape shape) {
        var picture = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < shape.height() * shape.width(); i++) {
            int rgb = (pixels[3 * i] & 0xFF) << 16 | (pixels[3 * i + 1] & 0xFF) << 8 | (pixels[3 * i + 2] & 0xFF);
            picture.setRGB(i % shape.width(), i / shape.width(), rgb);
        }
        return picture;
    }

    /** A picture of any values, {@code [height, width, 3]}: the least becomes 0, the greatest 255. */
    public static BufferedImage visible(float[] values, PictureShape shape) {
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
        return coloured(pixels, shape);
    }

    /** A picture's file. */
    public static byte[] file(BufferedImage picture) {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", stream);
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }
}
