package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import java.io.IOException;

/** Image set whose images have names that do not depend on its location; {@link DatasetSplit} hashes them. */
interface NamedImages extends ImageSet {

    /**
     * Visits all images in the order of their positions.
     *
     * @throws IOException with the path, if a file cannot be read
     */
    void visit(Visitor visitor) throws IOException;

    /** Visitor of the images of a set. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Visits an image.
         *
         * @param name the same on every machine, independent of other images of the set
         * @param label the label in the file, which may be outside the classes of the set
         */
        void visit(String name, int label);
    }
}
