package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Records of this room's tests. */
final class Pictures {

    private Pictures() {}

    static byte[] cifar(int label, long seed) {
        byte[] content = new byte[3073];
        new Random(seed).nextBytes(content);
        content[0] = (byte) label;
        return content;
    }

    static RawRecord raw(byte[] content, RecordFormat format, int label) {
        return new RawRecord(7, 0, format, content, label, new Origin("test", -1, 7, -1));
    }

    static RawRecord encoded(byte[] content) {
        return raw(content, RecordFormat.ENCODED, 3);
    }

    /** A smooth picture with a little noise, as a photograph is. */
    static BufferedImage picture(int height, int width, int type) {
        var picture = new BufferedImage(width, height, type);
        var random = new Random(5);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = 255 * x / width;
                int green = 255 * y / height;
                picture.setRGB(x, y, 0xFF000000 | red << 16 | green << 8 | random.nextInt(64));
            }
        }
        return picture;
    }

    static byte[] file(BufferedImage picture, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, format, bytes)) {
            throw new IOException("no writer of " + format + " for this kind of picture");
        }
        return bytes.toByteArray();
    }
}
