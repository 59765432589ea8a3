package io.convstream.prepare.decode;

import io.convstream.failure.Reason;
import io.convstream.image.ImageShape;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** The JDK's reader of one format. Of an image it reads the part that is needed, within bounds. */
final class JdkImageReader implements AutoCloseable {

    /** Room for what cameras write, although the reader of some kinds of JPEG keeps six bytes for each. */
    private static final long MOST_PIXELS = 32 << 20;
    /** ImageIO computes the whole image after each scan of a JPEG file: this bounds the time, to a few seconds. */
    private static final long MOST_SCANNED_PIXELS = 16 * MOST_PIXELS;
    /** A reader holds some whole rows, of up to 8 bytes for each pixel. */
    private static final int LONGEST_SIDE = 1 << 15;
    /** How many of a large image's pixels count for one of ours, in each direction: the others are not even kept. */
    private static final int SAMPLES = 8;

    private final String format;
    private final @Nullable ImageShape shape;
    private @Nullable ImageReader reader;
    private @Nullable String damage;

    /**
     * @param format as ImageIO names it
     * @param shape what images are scaled to later, so that the edges and of large ones most pixels are not needed; null:
     *     all of each image is read
     */
    JdkImageReader(String format, @Nullable ImageShape shape) {
        this.format = format;
        this.shape = shape;
    }

    /** The values of a JPEG file as they are, before any of ImageIO's conversions. */
    Raster components(JpegFile file) throws BadRecordException {
        check(file.height(), file.width());
        if (MOST_SCANNED_PIXELS / file.scans() < (long) file.height() * file.width()) {
            throw new BadRecordException(
                    BadRecordReason.TOO_LARGE,
                    "the JPEG file has " + file.scans() + " scans of " + file.height() + "x" + file.width()
                            + " pixels, more than the allowed " + MOST_SCANNED_PIXELS + " in all");
        }
        return decode(file.content(), jpeg -> jpeg.readRaster(0, part(jpeg, file.height(), file.width())));
    }

    /** The image of another file. */
    BufferedImage image(byte[] content) throws BadRecordException {
        return decode(content, reader -> {
            // Before read(): the header's size decides how much memory read() takes.
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            check(height, width);
            return reader.read(0, part(reader, height, width));
        });
    }

    private static void check(int height, int width) throws BadRecordException {
        if ((long) height * width > MOST_PIXELS || Math.max(height, width) > LONGEST_SIDE) {
            throw new BadRecordException(
                    BadRecordReason.TOO_LARGE,
                    "the image is " + height + "x" + width + ", more than the allowed " + MOST_PIXELS + " pixels or "
                            + LONGEST_SIDE + " rows or columns");
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ImageReader reader) throws IOException, BadRecordException;
    }

    private <T> T decode(byte[] content, Reading<T> reading) throws BadRecordException {
        damage = null;
        ImageReader open = open();
        T image;
        // Of the two kinds of ImageInputStream the one without a cache file.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            open.setInput(stream, true, true);
            image = reading.read(open);
        } catch (IOException | RuntimeException e) {
            // RuntimeException: on damaged files the readers throw whatever their parsers run into. A reader that has
            // thrown is not to be trusted with the next image.
            close();
            throwIfOutOfMemory(e);
            throw new BadRecordException(BadRecordReason.BROKEN_IMAGE, "the image cannot be decoded: " + Reason.of(e));
        }
        if (damage != null) {
            throw new BadRecordException(BadRecordReason.BROKEN_IMAGE, "the image is damaged: " + damage);
        }
        return image;
    }

    /** What fails for lack of memory is no bad record: whether it fails would depend on the machine. */
    static void throwIfOutOfMemory(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError error) {
                throw error;
            }
            // As libjpeg says it.
            if (String.valueOf(cause.getMessage()).startsWith("Insufficient memory")) {
                throw new OutOfMemoryError("in the decoder of images: " + cause.getMessage());
            }
        }
    }

    private ImageReader open() {
        if (reader == null) {
            reader = ofJdk();
            reader.addIIOReadWarningListener((source, warning) -> {
                if (isDamage(warning)) {
                    damage = warning;
                }
            });
        }
        return reader;
    }

    /** Other readers on the class path would give other pixels. */
    private ImageReader ofJdk() {
        for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format); readers.hasNext(); ) {
            ImageReader candidate = readers.next();
            if (candidate.getClass().getModule() == ImageIO.class.getModule()) {
                return candidate;
            }
        }
        throw new IllegalStateException("this Java has no reader of " + format + " files");
    }

    /**
     * If data is missing or wrong, the reader of JPEG files invents pixels and only warns, in libjpeg's words. Its other
     * warnings leave the pixels good; so do stray bytes behind all data, which many photographs on the web have.
     */
    private boolean isDamage(String warning) {
        return !format.equals("jpeg")
                || warning.startsWith("Premature end")
                || (warning.startsWith("Corrupt JPEG data")
                        && !warning.endsWith("extraneous bytes before marker 0xd9"));
    }

    private ImageReadParam part(ImageReader reader, int height, int width) {
        ImageReadParam part = reader.getDefaultReadParam();
        if (shape == null) {
            return part;
        }
        int rows = (int) Math.max(1, Math.min(height, (long) width * shape.height() / shape.width()));
        int columns = (int) Math.max(1, Math.min(width, (long) height * shape.width() / shape.height()));
        int every = Math.max(1, Math.min(rows / shape.height(), columns / shape.width()) / SAMPLES);
        part.setSourceRegion(new Rectangle((width - columns) / 2, (height - rows) / 2, columns, rows));
        part.setSourceSubsampling(every, every, every / 2, every / 2);
        return part;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.dispose();
            reader = null;
        }
    }
}
