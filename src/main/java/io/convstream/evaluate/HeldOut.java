package io.convstream.evaluate;

import io.convstream.image.LabelledPictures;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;

/** Where the pictures come from that no model is trained on. It is serialised into the job and read where it runs. */
@FunctionalInterface
public interface HeldOut extends Serializable {

    /**
     * Reads and prepares them all.
     *
     * @throws IOException with the path, where they cannot be read
     */
    LabelledPictures read() throws IOException;

    /**
     * As {@link #read()}, but hands over what cannot be used.
     *
     * @param rejected gets each such record, in the order of their positions
     */
    default LabelledPictures read(Consumer<RejectedImage> rejected) throws IOException {
        return read();
    }
}
