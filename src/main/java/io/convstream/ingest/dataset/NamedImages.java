package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import java.io.IOException;

/** Images that keep their name and class wherever their set is stored: what a split goes by. */
interface NamedImages extends ImageSet {

    /**
     * Visits all images in the order of their positions.
     *
     * @throws IOException with the path, if a file cannot be read
     */
    void visit(Visitor visitor) throws IOException;

    /** Receives one image after the other. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Receives an image.
         *
         * @param name the same on every machine and whatever other images the set holds
         * @param label the class as the file gives it, perhaps none of the set's
         */
        void image(String name, int label);
    }
}
