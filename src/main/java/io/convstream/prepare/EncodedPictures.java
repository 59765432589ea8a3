package io.convstream.prepare;

import io.convstream.image.PictureShape;

/**
 * Reads image files into red, green and blue bytes of one size: of an image of another size, the largest middle part of
 * the same proportions is scaled.
 */
final class EncodedPictures implements AutoCloseable {

    private final PictureShape shape;
    private final ImageDecoder decoder;

    EncodedPictures(PictureShape shape) {
        this.shape = shape;
        this.decoder = new ImageDecoder(shape);
    }

    /** Fills {@code pixels} with an image as {@code [height, width, 3]}. */
    void read(byte[] content, byte[] pixels) throws BadRecordException {
        RgbImage image = decoder.decode(content);
        if (image.height() == shape.height() && image.width() == shape.width()) {
            System.arraycopy(image.pixels(), 0, pixels, 0, pixels.length);
        } else {
            new Scaling(image.height(), image.width(), shape).scale(image.pixels(), pixels);
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
