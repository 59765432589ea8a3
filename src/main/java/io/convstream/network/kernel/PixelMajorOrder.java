package io.convstream.network.kernel;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Transposes images between {@code [images, height, width, channels]} and {@code [height, width, images, channels]}, a
 * pixel's channels at a time: five times as fast as assigning a permuted view in ND4J. Any data type; no views.
 */
final class PixelMajorOrder {

    private final ByteBuffer imageMajor;
    private final ByteBuffer pixelMajor;
    private final int images;
    private final int pixels;
    private final int bytes;

    /**
     * Binds both arrays.
     *
     * @param imageMajor {@code [images, height, width, channels]}
     * @param pixelMajor {@code [height, width, images, channels]}
     * @throws IllegalArgumentException if an array exceeds the 2 GiB of a Java buffer
     */
    PixelMajorOrder(INDArray imageMajor, INDArray pixelMajor) {
        long size = imageMajor.length() * imageMajor.dataType().width();
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a convolution of " + imageMajor.size(0) + " images holds " + size
                    + " bytes, but 2 GiB is the most: take a smaller batch or more towers");
        }
        this.imageMajor = imageMajor.data().pointer().asByteBuffer();
        this.pixelMajor = pixelMajor.data().pointer().asByteBuffer();
        this.images = (int) imageMajor.size(0);
        this.pixels = (int) (imageMajor.size(1) * imageMajor.size(2));
        this.bytes = (int) imageMajor.size(3) * imageMajor.dataType().width();
    }

    void toPixelMajor() {
        int from = 0;
        for (int image = 0; image < images; image++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                pixelMajor.put((pixel * images + image) * bytes, imageMajor, from, bytes);
                from += bytes;
            }
        }
    }

    void toImageMajor() {
        int to = 0;
        for (int image = 0; image < images; image++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                imageMajor.put(to, pixelMajor, (pixel * images + image) * bytes, bytes);
                to += bytes;
            }
        }
    }
}
