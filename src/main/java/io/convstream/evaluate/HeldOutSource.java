package io.convstream.evaluate;

import io.convstream.image.LabeledImages;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;

/** Where the images come from that no model is trained on. It is serialized into the job and read where it runs. */
@FunctionalInterface
public interface HeldOutSource extends Serializable {

    /**
     * Reads and prepares them all.
     *
     * @throws IOException with the path, where they cannot be read
     */
    LabeledImages read() throws IOException;

    /**
     * As {@link #read()}, but hands over what cannot be used.
     *
     * @param rejected gets each such record, in the order of their positions
     */
    default LabeledImages read(Consumer<RejectedImage> rejected) throws IOException {
        return read();
    }
}
