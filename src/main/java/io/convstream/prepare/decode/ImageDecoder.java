package io.convstream.prepare.decode;

import io.convstream.image.ImageFormat;
import io.convstream.image.ImageShape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decoder of image files to RGB bytes. Color profiles, gamma and EXIF orientation are ignored in all formats,
 * transparency is dropped, gray becomes three equal values, and 16-bit values keep their upper 8 bits. Not thread-safe.
 */
public final class ImageDecoder implements AutoCloseable {

    private final JdkImageReader jpeg;
    private final JdkImageReader png;
    private final JdkImageReader gif;
    private final JdkImageReader bmp;

    /**
     * Creates a decoder.
     *
     * @param shape the shape that images are resized to later, which allows decoding less of large images; null: decodes
     *     every pixel
     */
    public ImageDecoder(@Nullable ImageShape shape) {
        jpeg = new JdkImageReader("jpeg", shape);
        png = new JdkImageReader("png", shape);
        gif = new JdkImageReader("gif", shape);
        bmp = new JdkImageReader("bmp", shape);
    }

    public RgbImage decode(byte[] content) throws BadRecordException {
        Optional<ImageFormat> format = ImageFormat.of(content);
        if (format.isEmpty()) {
            throw new BadRecordException(
                    BadRecordReason.BROKEN_IMAGE, "the " + content.length + " bytes are no JPEG, PNG, GIF or BMP file");
        }
        return switch (format.get()) {
            case JPEG -> {
                JpegFile file = JpegFile.read(content);
                yield file.colors().convert(jpeg.components(file));
            }
            case PNG -> RgbImage.of(png.image(PngChunks.requiredChunks(content)));
            case GIF -> RgbImage.of(gif.image(GifFile.firstImage(content)));
            case BMP -> RgbImage.of(bmp.image(BmpFile.withoutProfile(content)));
        };
    }

    @Override
    public void close() {
        jpeg.close();
        png.close();
        gif.close();
        bmp.close();
    }
}
