package io.convstream.train;

import io.convstream.exchange.Towers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Encodes a worker's share of a batch: the number of images of the whole batch, whether to summarize, the labels of the
 * share, its pixels.
 */
final class ShareEncoder {

    /** Steps in flight, each of which needs a buffer for each worker. */
    private static final int SLOTS = 2;

    private final Towers towers;
    private final int imageSize;
    private final Map<Integer, ByteBuffer> buffers = new HashMap<>();

    /** @param imageSize values per image */
    ShareEncoder(Towers towers, int imageSize) {
        this.towers = towers;
        this.imageSize = imageSize;
    }

    ByteBuffer encode(int rank, long step, Batch batch, boolean summarize) {
        int first = towers.firstImageOf(rank, batch.count());
        int count = towers.imagesOf(rank, batch.count());
        int slot = Math.toIntExact(rank * (long) SLOTS + step % SLOTS);
        ByteBuffer buffer =
                buffers.computeIfAbsent(slot, key -> ByteBuffer.allocateDirect(size(rank, batch.capacity())));
        buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(batch.count()).putInt(summarize ? 1 : 0);
        for (int i = first; i < first + count; i++) {
            buffer.putInt(batch.labels[i]);
        }
        buffer.asFloatBuffer().put(batch.images, first * imageSize, count * imageSize);
        buffer.position(buffer.position() + count * imageSize * Float.BYTES);
        return buffer.flip();
    }

    private int size(int rank, int images) {
        return Math.toIntExact(
                2 * Integer.BYTES + (long) towers.imagesOf(rank, images) * (1 + imageSize) * Float.BYTES);
    }

    /**
     * A share as the other worker decodes it.
     *
     * @param pixels {@code [share, height, width, channels]}
     * @param labels of the share
     * @param firstImage index in the batch of the first image of the share
     * @param images number of images of the whole batch
     */
    record Share(float[] pixels, int[] labels, int firstImage, int images, boolean summarize) {

        static Share decode(ByteBuffer bytes, Towers towers, int imageSize) {
            ByteBuffer source = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int images = source.getInt();
            boolean summarize = source.getInt() != 0;
            int count = towers.imagesOf(towers.workers().rank(), images);
            var labels = new int[count];
            for (int i = 0; i < count; i++) {
                labels[i] = source.getInt();
            }
            var pixels = new float[count * imageSize];
            source.asFloatBuffer().get(pixels);
            return new Share(
                    pixels, labels, towers.firstImageOf(towers.workers().rank(), images), images, summarize);
        }
    }
}
