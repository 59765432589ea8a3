package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Some images of a set, in the order of that set.
 *
 * @param chosen their positions in the whole set; one bit an image travels with a job
 * @param classesFound the number of classes among them
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
