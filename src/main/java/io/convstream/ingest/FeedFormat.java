package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;

/** What the value of a message holds. */
public enum FeedFormat {
    /** A CIFAR-10 record, the label first. */
    CIFAR,
    /** A JPEG file. */
    JPEG,
    /** A PNG file. */
    PNG;

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;

    /**
     * A picture in this format.
     *
     * @throws IOException with where it came from, where it can't be read or is no CIFAR picture
     */
    public PictureSet.Entry convert(PictureSet.Entry picture) throws IOException {
        boolean isRecord = picture.format() == RecordFormat.CIFAR;
        if (this == CIFAR) {
            return isRecord ? picture : record(picture);
        }
        BufferedImage pixels = isRecord ? planes(picture) : file(picture);
        int label = isRecord ? picture.content()[0] & 0xFF : picture.label();
        return new PictureSet.Entry(
                RecordFormat.ENCODED, encoded(pixels, name().toLowerCase(Locale.ROOT)), label, picture.origin());
    }

    static byte[] encoded(BufferedImage picture, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, format, bytes)) {
            throw new IOException("this Java writes no " + format + " files");
        }
        return bytes.toByteArray();
    }

    private static BufferedImage planes(PictureSet.Entry record) throws IOException {
        byte[] content = record.content();
        if (content.length != CifarFiles.RECORD_BYTES) {
            throw new IOException(place(record.origin()) + " is broken: " + content.length + " bytes");
        }
        var picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < PLANE; i++) {
            int red = content[1 + i] & 0xFF;
            int green = content[1 + PLANE + i] & 0xFF;
            int blue = content[1 + 2 * PLANE + i] & 0xFF;
            picture.setRGB(i % SIDE, i / SIDE, red << 16 | green << 8 | blue);
        }
        return picture;
    }

    private static BufferedImage file(PictureSet.Entry file) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(file.content()));
        if (picture == null) {
            throw new IOException(place(file.origin()) + " is no picture that can be read");
        }
        return picture;
    }

    private static PictureSet.Entry record(PictureSet.Entry file) throws IOException {
        BufferedImage picture = file(file);
        if (picture.getWidth() != SIDE || picture.getHeight() != SIDE) {
            throw new IOException(place(file.origin()) + " is " + picture.getHeight() + "x" + picture.getWidth()
                    + ", but a CIFAR record holds 32x32");
        }
        byte[] content = new byte[CifarFiles.RECORD_BYTES];
        content[0] = (byte) file.label();
        for (int i = 0; i < PLANE; i++) {
            int rgb = picture.getRGB(i % SIDE, i / SIDE);
            content[1 + i] = (byte) (rgb >> 16);
            content[1 + PLANE + i] = (byte) (rgb >> 8);
            content[1 + 2 * PLANE + i] = (byte) rgb;
        }
        return new PictureSet.Entry(RecordFormat.CIFAR, content, -1, file.origin());
    }

    private static String place(Origin origin) {
        return "record " + origin.position() + " of " + origin.source();
    }
}
