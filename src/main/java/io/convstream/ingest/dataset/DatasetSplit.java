package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import io.convstream.image.SplitMix;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set divided into images for training and images for evaluation. An image's own name decides its part, so images
 * that are added or removed move no other one. Two exceptions keep each class of two or more images in both parts: the
 * image nearest to the boundary changes sides.
 */
record DatasetSplit(ImageSet train, ImageSet heldOut) {

    /**
     * Divides a set.
     *
     * @param share the part to hold out, between 0 and 1
     * @throws IOException if no class has two images, or a file cannot be read
     */
    static DatasetSplit of(NamedImages set, double share) throws IOException {
        if (set.size() > Integer.MAX_VALUE) {
            throw new IOException("a set of " + set.size() + " images cannot be divided (--val-split): store the "
                    + "images for evaluation in a folder of their own");
        }
        var heldOut = new BitSet();
        Map<Integer, Members> classes = new TreeMap<>();
        var position = new int[1];
        set.visit((name, label) -> {
            double place = place(name);
            classes.computeIfAbsent(label, key -> new Members(share)).add(position[0], place);
            heldOut.set(position[0]++, place < share);
        });
        classes.values().forEach(members -> members.inBothParts(heldOut));
        if (heldOut.isEmpty()) {
            throw new IOException("no class has two images, so none can be held out for evaluation: add images, or "
                    + "name others with --evaluate-data");
        }
        var train = new BitSet();
        train.set(0, position[0]);
        train.andNot(heldOut);
        return new DatasetSplit(new ImageSubset(set, train, classes.size()), new ImageSubset(set, heldOut, (int)
                classes.values().stream().filter(members -> members.all > 1).count()));
    }

    /** A number from 0 to below 1 that follows from a name alone. */
    private static double place(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = SplitMix.mix(hash, name.charAt(i));
        }
        return (hash >>> 11) * 0x1.0p-53;
    }

    /** The images of one class. */
    private static final class Members {

        private final double share;
        private int all;
        private int heldOut;
        private int lowest;
        private double lowestPlace = 1;
        private int highest;
        private double highestPlace = -1;

        Members(double share) {
            this.share = share;
        }

        void add(int position, double place) {
            all++;
            heldOut += place < share ? 1 : 0;
            if (place < lowestPlace) {
                lowestPlace = place;
                lowest = position;
            }
            if (place > highestPlace) {
                highestPlace = place;
                highest = position;
            }
        }

        void inBothParts(BitSet heldOutPositions) {
            if (all == 1) {
                heldOutPositions.clear(lowest);
            } else if (heldOut == 0) {
                heldOutPositions.set(lowest);
            } else if (heldOut == all) {
                heldOutPositions.clear(highest);
            }
        }
    }
}
