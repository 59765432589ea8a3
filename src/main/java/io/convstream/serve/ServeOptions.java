package io.convstream.serve;

import io.convstream.rollout.ServedModel;
import io.convstream.storage.StoragePath;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Options of the serving operator.
 *
 * @param run the run folder of the service
 * @param models the models, each of which predicts every image
 * @param top the number of most probable classes in a prediction
 * @param maxBatch the most images of a micro-batch
 * @param maxLatency the longest time for which a micro-batch waits for more images
 * @param towers compute threads of each subtask
 * @param shiftWindow the number of images that are compared with as many earlier ones to detect shifts
 * @param forLabels what is passed on of answered images
 */
public record ServeOptions(
        StoragePath run,
        List<ServedModel> models,
        int top,
        int maxBatch,
        Duration maxLatency,
        int towers,
        int shiftWindow,
        ForLabels forLabels)
        implements Serializable {

    /** What is passed on of an answered image, to be joined with its label. */
    public enum ForLabels {
        NOTHING,
        /** The probabilities of the answers. */
        ANSWERS,
        /** The probabilities, and the image itself. */
        IMAGES
    }

    public ServeOptions {
        models = List.copyOf(models);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("a service needs at least one model");
        }
    }
}
