package io.convstream.ingest;

import io.convstream.image.PictureSet;
import java.io.IOException;
import java.util.Optional;

/**
 * The pictures of a job. Either part may be missing, but not both.
 *
 * @param name what to call them, with their place
 * @param choice the value of {@code --data} that gives the same pictures again, in whatever folder it is read
 * @param notice a sentence for the person at the console on why it is these; empty where they were asked for
 */
public record TrainingData(
        String name, String choice, String notice, Optional<PictureSet> trainPart, Optional<PictureSet> heldOutPart) {

    /**
     * Gives the pictures to learn from.
     *
     * @throws IOException where there are none
     */
    public PictureSet train() throws IOException {
        return trainPart.orElseThrow(() -> new IOException(name
                + " has pictures for evaluation only: training needs data_batch_1.bin … data_batch_5.bin or a folder"
                + " train there, another --data, or a topic as --source"));
    }

    /**
     * Gives the pictures to evaluate on.
     *
     * @throws IOException where there are none
     */
    public PictureSet heldOut() throws IOException {
        return heldOutPart.orElseThrow(() -> new IOException(name
                + " has pictures for training only: evaluation needs test_batch.bin or a folder test there, or another"
                + " --data"));
    }
}
