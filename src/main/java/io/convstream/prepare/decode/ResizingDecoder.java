package io.convstream.prepare.decode;

import io.convstream.image.ImageShape;

/**
 * Decoder of image files to RGB bytes of one size. An image of another size is cropped to the largest center region of the
 * same proportions and resized. Not thread-safe.
 */
final class ResizingDecoder implements AutoCloseable {

    private final ImageShape shape;
    private final ImageDecoder decoder;

    ResizingDecoder(ImageShape shape) {
        this.shape = shape;
        this.decoder = new ImageDecoder(shape);
    }

    /** Fills {@code pixels} with the image, {@code [height, width, 3]}. */
    void read(byte[] content, byte[] pixels) throws BadRecordException {
        RgbImage image = decoder.decode(content);
        if (image.height() == shape.height() && image.width() == shape.width()) {
            System.arraycopy(image.pixels(), 0, pixels, 0, pixels.length);
        } else {
            new AreaResize(image.height(), image.width(), shape).resize(image.pixels(), pixels);
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
