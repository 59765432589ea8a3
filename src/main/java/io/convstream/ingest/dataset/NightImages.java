package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import io.convstream.image.RecordFormat;
import io.convstream.image.SplitMix;
import java.io.IOException;
import java.util.List;

/**
 * Images whose light changes: from an epoch on they are dark, with the noise of a sensor at its limit. Without changing
 * light, as held-out images, they are as in epoch 0.
 *
 * @param day images as CIFAR records
 * @param night the first epoch at night, from 0
 */
public record NightImages(ImageSet day, int night) implements ImageSet {

    /** The share of the light that is left. */
    private static final double LIGHT = 0.15;

    /** The standard deviation of the noise, of 255. */
    private static final double NOISE = 8;

    private static final long SEED = 0x6e69676874L;

    @Override
    public List<String> classNames() {
        return day.classNames();
    }

    @Override
    public long size() {
        return day.size();
    }

    @Override
    public Reader open() throws IOException {
        Reader reader = day.open();
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                return read(position, 0);
            }

            @Override
            public Entry read(long position, int epoch) throws IOException {
                Entry entry = reader.read(position);
                return epoch < night ? entry : darkened(entry, position);
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    private static Entry darkened(Entry entry, long position) {
        var random = new SplitMix(SplitMix.mix(SEED, position));
        byte[] content = entry.content().clone();
        for (int i = 1; i < content.length; i++) {
            // The sum of three uniform numbers from -1 to 1 has a standard deviation of 1.
            double noise = NOISE * (random.between(-1, 1) + random.between(-1, 1) + random.between(-1, 1));
            content[i] = (byte) Math.max(0, Math.min(255, (int) (LIGHT * (content[i] & 0xFF) + 2 * NOISE + noise)));
        }
        return new Entry(RecordFormat.CIFAR, content, entry.label(), entry.origin());
    }
}
