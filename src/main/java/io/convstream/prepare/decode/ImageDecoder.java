package io.convstream.prepare.decode;

import io.convstream.image.ImageFormat;
import io.convstream.image.ImageShape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes image files. The values are those of the file: color profiles, gamma and the orientation that a camera noted
 * are ignored in all formats, transparency is dropped, gray becomes three equal values, and of 16 bits the upper 8 are
 * taken.
 */
public final class ImageDecoder implements AutoCloseable {

    private final JdkImageReader jpeg;
    private final JdkImageReader png;
    private final JdkImageReader gif;
    private final JdkImageReader bmp;

    /**
     * Decodes for images of one size.
     *
     * @param shape what images are scaled to later, so that of large ones less is decoded; null: all of each is needed
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
            case PNG -> RgbImage.of(png.image(PngChunks.withoutExtras(content)));
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
