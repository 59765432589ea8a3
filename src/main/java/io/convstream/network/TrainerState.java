package io.convstream.network;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * State of a {@link Trainer}, from which another continues to the same bits. The owner of the record owns its arrays.
 *
 * @param configuration JSON of the DL4J configuration under which it was taken
 * @param towers number of towers under which it was taken
 * @param step number of steps done
 * @param parameters trainable parameters, then running statistics of batch normalization, in the network's flat order
 * @param averages moving average (EMA) of each parameter, in the same order
 * @param updater state of the updaters, in DL4J's order; empty for SGD
 * @param lossAverages moving averages of cross entropy, each L2 term and total loss; empty before the first step
 */
@PublicEvolving
public record TrainerState(
        String configuration,
        int towers,
        long step,
        float[] parameters,
        float[] averages,
        float[] updater,
        double[] lossAverages)
        implements Serializable {

    /**
     * Returns the state before step 0 of a model that starts from given parameters: its moving averages are the
     * parameters, and its updaters have no state.
     */
    public static TrainerState initial(ModelDefinition definition, float[] parameters) {
        return new TrainerState(
                definition.configuration(),
                definition.towers(),
                0,
                parameters,
                parameters.clone(),
                new float[0],
                new double[0]);
    }
}
