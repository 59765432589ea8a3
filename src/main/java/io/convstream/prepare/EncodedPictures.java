package io.convstream.prepare;

import io.convstream.image.ImageFormat;
import io.convstream.image.PictureShape;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Optional;

/**
 * Reads image files into red, green and blue bytes of one size: of an image of another size, the largest middle part of
 * the same proportions is scaled. The values are those of the file: colour profiles, gamma and the orientation that a
 * camera noted are ignored in all formats, transparency is dropped, grey becomes three equal values, and of 16 bits the
 * upper 8 are taken.
 */
final class EncodedPictures implements AutoCloseable {

    private final PictureShape shape;
    private final FormatReader jpeg;
    private final FormatReader png;
    private final FormatReader gif;
    private final FormatReader bmp;

    EncodedPictures(PictureShape shape) {
        this.shape = shape;
        jpeg = new FormatReader("jpeg", shape);
        png = new FormatReader("png", shape);
        gif = new FormatReader("gif", shape);
        bmp = new FormatReader("bmp", shape);
    }

    /** Fills {@code pixels} with an image as {@code [height, width, 3]}. */
    void read(byte[] content, byte[] pixels) throws BadRecordException {
        Optional<ImageFormat> format = ImageFormat.of(content);
        if (format.isEmpty()) {
            throw new BadRecordException(
                    BadRecord.BROKEN_PICTURE, "the " + content.length + " bytes are no JPEG, PNG, GIF or BMP file");
        }
        switch (format.get()) {
            case JPEG -> {
                JpegFile file = JpegFile.read(content);
                Raster components = jpeg.components(file);
                fit(
                        components.getHeight(),
                        components.getWidth(),
                        pixels,
                        whole -> file.colours().convert(components, whole));
            }
            case PNG -> fit(png.image(PngChunks.withoutExtras(content)), pixels);
            case GIF -> fit(gif.image(GifFile.firstImage(content)), pixels);
            case BMP -> fit(bmp.image(BmpFile.withoutProfile(content)), pixels);
        }
    }

    private void fit(BufferedImage image, byte[] pixels) {
        fit(image.getHeight(), image.getWidth(), pixels, whole -> RgbPixels.copy(image, whole));
    }

    @FunctionalInterface
    private interface Filling {
        void fill(byte[] pixels);
    }

    private void fit(int height, int width, byte[] pixels, Filling filling) {
        if (height == shape.height() && width == shape.width()) {
            filling.fill(pixels);
        } else {
            var whole = new byte[height * width * shape.channels()];
            filling.fill(whole);
            new Scaling(height, width, shape).scale(whole, pixels);
        }
    }

    @Override
    public void close() {
        jpeg.close();
        png.close();
        gif.close();
        bmp.close();
    }
}
