package io.convstream.prepare.decode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Decoded image.
 *
 * @param height in pixels
 * @param width in pixels
 * @param pixels {@code [height, width, 3]}
 */
public record RgbImage(int height, int width, byte[] pixels) {

    private static final float JPEG_QUALITY = 0.95f;

    static RgbImage of(BufferedImage image) {
        var pixels = new byte[image.getHeight() * image.getWidth() * 3];
        RgbPixels.copy(image, pixels);
        return new RgbImage(image.getHeight(), image.getWidth(), pixels);
    }

    /**
     * Encodes the image as a file.
     *
     * @param format the name of the format in ImageIO
     */
    public byte[] encode(String format) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0, in = 0; i < width * height; i++, in += 3) {
            int rgb = (pixels[in] & 0xFF) << 16 | (pixels[in + 1] & 0xFF) << 8 | (pixels[in + 2] & 0xFF);
            image.setRGB(i % width, i / width, rgb);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
