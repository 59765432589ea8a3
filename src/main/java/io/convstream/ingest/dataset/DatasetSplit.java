package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import io.convstream.image.SplitMix;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Deterministic split of an image set into training and held-out images. A hash of the name assigns an image, so that added
 * or removed images reassign no other. Exception: if all images of a class of two or more fall on one side, the image
 * nearest to the boundary changes sides.
 */
record DatasetSplit(ImageSet train, ImageSet heldOut) {

    /**
     * Splits a set.
     *
     * @param share of the images to hold out, between 0 and 1, exclusive
     * @throws IOException if no class has two images, or a file cannot be read
     */
    static DatasetSplit of(NamedImages set, double share) throws IOException {
        if (set.size() > Integer.MAX_VALUE) {
            throw new IOException("a set of " + set.size() + " images is too large for --val-split: store the "
                    + "images for evaluation in a separate folder");
        }
        var heldOut = new BitSet();
        Map<Integer, Members> classes = new TreeMap<>();
        var position = new int[1];
        set.visit((name, label) -> {
            double hash = hash(name);
            classes.computeIfAbsent(label, key -> new Members(share)).add(position[0], hash);
            heldOut.set(position[0]++, hash < share);
        });
        classes.values().forEach(members -> members.keepInBothSplits(heldOut));
        if (heldOut.isEmpty()) {
            throw new IOException("no class has two images, so none can be held out for evaluation: add images, or "
                    + "name others with --evaluate-data");
        }
        var train = new BitSet();
        train.set(0, position[0]);
        train.andNot(heldOut);
        return new DatasetSplit(new ImageSubset(set, train, classes.size()), new ImageSubset(set, heldOut, (int)
                classes.values().stream().filter(members -> members.count > 1).count()));
    }

    /** Hashes a name to [0, 1). */
    private static double hash(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = SplitMix.mix(hash, name.charAt(i));
        }
        return (hash >>> 11) * 0x1.0p-53;
    }

    /** The images of one class. */
    private static final class Members {

        private final double share;
        private int count;
        private int heldOut;
        private int lowest;
        private double lowestHash = 1;
        private int highest;
        private double highestHash = -1;

        Members(double share) {
            this.share = share;
        }

        void add(int position, double hash) {
            count++;
            heldOut += hash < share ? 1 : 0;
            if (hash < lowestHash) {
                lowestHash = hash;
                lowest = position;
            }
            if (hash > highestHash) {
                highestHash = hash;
                highest = position;
            }
        }

        void keepInBothSplits(BitSet heldOutPositions) {
            if (count == 1) {
                heldOutPositions.clear(lowest);
            } else if (heldOut == 0) {
                heldOutPositions.set(lowest);
            } else if (heldOut == count) {
                heldOutPositions.clear(highest);
            }
        }
    }
}
