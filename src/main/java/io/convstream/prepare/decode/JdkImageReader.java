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

/** The JDK's ImageIO reader of one format, with size limits. Not thread-safe. */
final class JdkImageReader implements AutoCloseable {

    /** Enough for camera images; ImageIO holds up to six bytes per pixel of some JPEG files. */
    private static final long MAX_PIXELS = 32 << 20;
    /** Limits decoding to a few seconds: ImageIO computes the whole image after each scan of a JPEG file. */
    private static final long MAX_SCANNED_PIXELS = 16 * MAX_PIXELS;
    /** Limits the row buffers of the readers, up to 8 bytes per pixel. */
    private static final int MAX_SIDE = 1 << 15;
    /** Source pixels read per target pixel and axis; further pixels of a large image are skipped. */
    private static final int SAMPLES = 8;

    private final String format;
    private final @Nullable ImageShape shape;
    private @Nullable ImageReader reader;
    private @Nullable String damage;

    /**
     * Creates a reader.
     *
     * @param format the name of the format in ImageIO
     * @param shape the shape that images are resized to later: only the center region of its proportions is read, and large
     *     images are subsampled; null: reads all pixels
     */
    JdkImageReader(String format, @Nullable ImageShape shape) {
        this.format = format;
        this.shape = shape;
    }

    /** Reads the component values of a JPEG file, without ImageIO's color conversion. */
    Raster components(JpegFile file) throws BadRecordException {
        check(file.height(), file.width());
        if (MAX_SCANNED_PIXELS / file.scans() < (long) file.height() * file.width()) {
            throw new BadRecordException(
                    BadRecordReason.TOO_LARGE,
                    "the JPEG file has " + file.scans() + " scans of " + file.height() + "x" + file.width()
                            + " pixels, more than the allowed " + MAX_SCANNED_PIXELS + " in all");
        }
        return decode(file.content(), jpeg -> jpeg.readRaster(0, regionOf(jpeg, file.height(), file.width())));
    }

    /** Reads an image of any other format. */
    BufferedImage image(byte[] content) throws BadRecordException {
        return decode(content, reader -> {
            // read() allocates memory for the size in the header: check it first.
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            check(height, width);
            return reader.read(0, regionOf(reader, height, width));
        });
    }

    private static void check(int height, int width) throws BadRecordException {
        if ((long) height * width > MAX_PIXELS || Math.max(height, width) > MAX_SIDE) {
            throw new BadRecordException(
                    BadRecordReason.TOO_LARGE,
                    "the image is " + height + "x" + width + ", more than the allowed " + MAX_PIXELS + " pixels or "
                            + MAX_SIDE + " rows or columns");
        }
    }

    @FunctionalInterface
    private interface ImageFunction<T> {
        T read(ImageReader reader) throws IOException, BadRecordException;
    }

    private <T> T decode(byte[] content, ImageFunction<T> function) throws BadRecordException {
        damage = null;
        ImageReader open = open();
        T image;
        // The only ImageInputStream without a cache file.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            open.setInput(stream, true, true);
            image = function.read(open);
        } catch (IOException | RuntimeException e) {
            // Readers throw any RuntimeException on damaged files, and may be in an undefined state afterwards.
            close();
            throwIfOutOfMemory(e);
            throw new BadRecordException(BadRecordReason.BROKEN_IMAGE, "the image cannot be decoded: " + Reason.of(e));
        }
        if (damage != null) {
            throw new BadRecordException(BadRecordReason.BROKEN_IMAGE, "the image is damaged: " + damage);
        }
        return image;
    }

    /** Rethrows a lack of memory, which is no fault of the record. */
    static void throwIfOutOfMemory(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError error) {
                throw error;
            }
            // libjpeg's message
            if (String.valueOf(cause.getMessage()).startsWith("Insufficient memory")) {
                throw new OutOfMemoryError("in the image decoder: " + cause.getMessage());
            }
        }
    }

    private ImageReader open() {
        if (reader == null) {
            reader = jdkReader();
            reader.addIIOReadWarningListener((source, warning) -> {
                if (isDamage(warning)) {
                    damage = warning;
                }
            });
        }
        return reader;
    }

    /** Returns the JDK's own reader: others on the class path may decode to other pixels. */
    private ImageReader jdkReader() {
        for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format); readers.hasNext(); ) {
            ImageReader candidate = readers.next();
            if (candidate.getClass().getModule() == ImageIO.class.getModule()) {
                return candidate;
            }
        }
        throw new IllegalStateException(
                "this Java runtime has no reader of " + format + " files: use one with ImageIO");
    }

    /**
     * Whether a warning means wrong pixels. If data is missing or corrupt, the JPEG reader makes up pixels and only warns,
     * in libjpeg's words. Its other warnings are harmless, also extraneous bytes after all data, which many photographs on
     * the web have.
     */
    private boolean isDamage(String warning) {
        return !format.equals("jpeg")
                || warning.startsWith("Premature end")
                || (warning.startsWith("Corrupt JPEG data")
                        && !warning.endsWith("extraneous bytes before marker 0xd9"));
    }

    private ImageReadParam regionOf(ImageReader reader, int height, int width) {
        ImageReadParam param = reader.getDefaultReadParam();
        if (shape == null) {
            return param;
        }
        int rows = (int) Math.max(1, Math.min(height, (long) width * shape.height() / shape.width()));
        int columns = (int) Math.max(1, Math.min(width, (long) height * shape.width() / shape.height()));
        int subsampling = Math.max(1, Math.min(rows / shape.height(), columns / shape.width()) / SAMPLES);
        param.setSourceRegion(new Rectangle((width - columns) / 2, (height - rows) / 2, columns, rows));
        param.setSourceSubsampling(subsampling, subsampling, subsampling / 2, subsampling / 2);
        return param;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.dispose();
            reader = null;
        }
    }
}
