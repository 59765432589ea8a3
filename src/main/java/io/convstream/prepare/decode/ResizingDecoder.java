package io.convstream.prepare.decode;

import io.convstream.image.ImageShape;

/**
 * Reads image files into red, green and blue bytes of one size: of an image of another size, the largest middle part of
 * the same proportions is scaled.
 */
final class ResizingDecoder implements AutoCloseable {

    private final ImageShape shape;
    private final ImageDecoder decoder;

    ResizingDecoder(ImageShape shape) {
        this.shape = shape;
        this.decoder = new ImageDecoder(shape);
    }

    /** Fills {@code pixels} with an image as {@code [height, width, 3]}. */
    void read(byte[] content, byte[] pixels) throws BadRecordException {
        RgbImage image = decoder.decode(content);
        if (image.height() == shape.height() && image.width() == shape.width()) {
            System.arraycopy(image.pixels(), 0, pixels, 0, pixels.length);
        } else {
            new AreaResize(image.height(), image.width(), shape).scale(image.pixels(), pixels);
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
