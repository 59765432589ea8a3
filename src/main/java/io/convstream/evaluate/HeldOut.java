package io.convstream.evaluate;

import io.convstream.image.LabelledPictures;
import java.io.IOException;
import java.io.Serializable;

/** Where the pictures come from that no model is trained on. It is serialised into the job and read where it runs. */
@FunctionalInterface
public interface HeldOut extends Serializable {

    /**
     * Reads and prepares them all.
     *
     * @throws IOException with the path, where they cannot be read
     */
    LabelledPictures read() throws IOException;
}
