package io.convstream.evaluate;

import io.convstream.image.LabeledImages;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The held-out images, on which no model is trained. Serialized into the job graph; reads images on the TaskManager.
 */
@PublicEvolving
@FunctionalInterface
public interface HeldOutSource extends Serializable {

    /**
     * Reads and prepares all images.
     *
     * @throws IOException with the path, if they cannot be read
     */
    LabeledImages read() throws IOException;

    /**
     * Reads and prepares all images that can be.
     *
     * @param rejected receives each record that cannot be prepared, in order of position
     */
    default LabeledImages read(Consumer<RejectedImage> rejected) throws IOException {
        return read();
    }
}
