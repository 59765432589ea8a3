package io.convstream.labels;

import io.convstream.drift.DetectorType;
import io.convstream.rollout.ServedModel;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How answered images are joined with their labels.
 *
 * @param models the models of the service, in the order of the answers
 * @param timeToLive the longest time between the Kafka timestamps of an image and of its label
 * @param batch the number of labels of a model that the prequential estimates take as one value
 * @param detector follows the error rate of each model
 */
public record LabelOptions(List<ServedModel> models, Duration timeToLive, int batch, DetectorType detector)
        implements Serializable {

    public LabelOptions {
        models = List.copyOf(models);
    }
}
