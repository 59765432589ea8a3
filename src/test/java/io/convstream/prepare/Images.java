package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Records and images for tests. */
public final class Images {

    private Images() {}

    public static byte[] cifar(int label, long seed) {
        byte[] content = new byte[3073];
        new Random(seed).nextBytes(content);
        content[0] = (byte) label;
        return content;
    }

    public static RawRecord raw(byte[] content, RecordFormat format, int label) {
        return new RawRecord(7, 0, format, content, label, new Origin("test", -1, 7, -1));
    }

    /** A record whose sequence number alone matters. */
    static RawRecord numbered(long sequence) {
        return raw(new byte[0], RecordFormat.CIFAR, 3).numbered(sequence);
    }

    public static RawRecord encoded(byte[] content) {
        return raw(content, RecordFormat.ENCODED, 3);
    }

    /** A smooth image with a little noise, like a photograph. */
    public static BufferedImage image(int height, int width, int type) {
        var image = new BufferedImage(width, height, type);
        var random = new Random(5);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = 255 * x / width;
                int green = 255 * y / height;
                image.setRGB(x, y, 0xFF000000 | red << 16 | green << 8 | random.nextInt(64));
            }
        }
        return image;
    }

    public static byte[] file(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("no writer of " + format + " for this kind of image");
        }
        return bytes.toByteArray();
    }
}
