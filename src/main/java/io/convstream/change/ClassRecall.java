package io.convstream.change;

import org.apache.flink.annotation.PublicEvolving;

/**
 * The recall of a class when a change was detected, of batches before the model was trained on them. Steps are those
 * with images of the class.
 *
 * @param name the class's name, or its label if names are unknown
 * @param prequential the mean in which a step's weight falls by 1 % with each later step, 0 to 1
 * @param window the mean of the last 100 steps, 0 to 1
 * @param recent the mean of the last 20 steps, 0 to 1
 */
@PublicEvolving
public record ClassRecall(String name, double prequential, double window, double recent) {

    double fall() {
        return window - recent;
    }
}
