package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Subset of an image set, in the same order.
 *
 * @param chosen positions in the whole set; one bit per image is serialized with the job
 * @param classesFound the number of classes with at least one image
 */
record ImageSubset(ImageSet whole, BitSet chosen, int classesFound) implements ImageSet {

    @Override
    public List<String> classNames() {
        return whole.classNames();
    }

    @Override
    public long size() {
        return chosen.cardinality();
    }

    @Override
    public Reader open() throws IOException {
        Reader all = whole.open();
        int[] positions = chosen.stream().toArray();
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                return all.read(positions[Math.toIntExact(position)]);
            }

            @Override
            public void close() throws IOException {
                all.close();
            }
        };
    }
}
