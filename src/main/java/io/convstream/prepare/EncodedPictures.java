package io.convstream.prepare;

import io.convstream.image.PictureShape;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads JPEG and PNG files into red, green and blue bytes of one size: where a picture has another, its largest middle
 * part of the same proportions is scaled. Grey becomes three equal values, transparency is dropped. Other formats are refused although ImageIO knows more: each would be one more parser open to strangers.
 */
final class EncodedPictures implements AutoCloseable {

    /** Room for what cameras write, although the reader of some kinds of JPEG keeps three bytes for each. */
    private static final long MOST_PIXELS = 32 << 20;
    /** How many of a large picture's pixels count for one of ours, in each direction: the others are not even kept. */
    private static final int SAMPLES = 8;

    private final PictureShape shape;
    private @Nullable ImageReader jpeg;
    private @Nullable ImageReader png;
    private @Nullable String damage;

    EncodedPictures(PictureShape shape) {
        this.shape = shape;
    }

    /** Fills {@code pixels} with a picture as {@code [height, width, 3]}. */
    void read(byte[] content, byte[] pixels) throws BadRecordException {
        damage = null;
        BufferedImage picture;
        if (isJpeg(content)) {
            picture = decode(jpegReader(), content);
        } else if (PngChunks.isPng(content)) {
            picture = decode(pngReader(), PngChunks.withoutExtras(content));
        } else {
            throw new BadRecordException(
                    BadRecord.BROKEN_PICTURE, "the " + content.length + " bytes are neither a JPEG nor a PNG file");
        }
        if (damage != null) {
            throw new BadRecordException(BadRecord.BROKEN_PICTURE, "the picture is damaged: " + damage);
        }
        if (picture.getHeight() == shape.height() && picture.getWidth() == shape.width()) {
            RgbPixels.copy(picture, pixels);
        } else {
            var whole = new byte[picture.getHeight() * picture.getWidth() * shape.channels()];
            RgbPixels.copy(picture, whole);
            new Scaling(picture.getHeight(), picture.getWidth(), shape).scale(whole, pixels);
        }
    }

    @Override
    public void close() {
        if (jpeg != null) {
            jpeg.dispose();
            jpeg = null;
        }
        if (png != null) {
            png.dispose();
            png = null;
        }
    }

    private static boolean isJpeg(byte[] content) {
        return content.length > 2
                && content[0] == (byte) 0xFF
                && content[1] == (byte) 0xD8
                && content[2] == (byte) 0xFF;
    }

    private ImageReader jpegReader() {
        if (jpeg == null) {
            jpeg = ImageIO.getImageReadersByFormatName("jpeg").next();
            jpeg.addIIOReadWarningListener((source, warning) -> {
                // Where data is missing or wrong the reader invents pixels and only warns, in libjpeg's words. Other
                // warnings are about profiles and versions: the pixels are good.
                if (warning.startsWith("Corrupt JPEG data") || warning.startsWith("Premature end")) {
                    damage = warning;
                }
            });
        }
        return jpeg;
    }

    private ImageReader pngReader() {
        if (png == null) {
            png = ImageIO.getImageReadersByFormatName("png").next();
            png.addIIOReadWarningListener((source, warning) -> damage = warning);
        }
        return png;
    }

    private BufferedImage decode(ImageReader reader, byte[] content) throws BadRecordException {
        // Of the two kinds of ImageInputStream the one without a cache file.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.setInput(stream, true, true);
            // Before read(): the header's size decides how much memory read() takes.
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            if ((long) height * width > MOST_PIXELS) {
                throw new BadRecordException(
                        BadRecord.TOO_LARGE,
                        "the picture is " + height + "x" + width + ", more than the allowed " + MOST_PIXELS
                                + " pixels");
            }
            return reader.read(0, middle(reader, height, width));
        } catch (IOException | RuntimeException e) {
            // RuntimeException: on damaged files the readers throw whatever their parsers run into. A reader that has
            // thrown is not to be trusted with the next picture.
            close();
            throw new BadRecordException(BadRecord.BROKEN_PICTURE, "the picture cannot be decoded: " + e);
        }
    }

    private ImageReadParam middle(ImageReader reader, int height, int width) {
        int rows = (int) Math.max(1, Math.min(height, (long) width * shape.height() / shape.width()));
        int columns = (int) Math.max(1, Math.min(width, (long) height * shape.width() / shape.height()));
        int every = Math.max(1, Math.min(rows / shape.height(), columns / shape.width()) / SAMPLES);
        ImageReadParam part = reader.getDefaultReadParam();
        part.setSourceRegion(new Rectangle((width - columns) / 2, (height - rows) / 2, columns, rows));
        part.setSourceSubsampling(every, every, every / 2, every / 2);
        return part;
    }
}
