package io.convstream.network;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * All that a learner needs to go on as if it had never stopped. The arrays belong to the holder of the record.
 *
 * @param configuration the DL4J configuration it was taken under, as JSON
 * @param towers the number of towers it was taken under
 * @param step the number of steps done
 * @param parameters every parameter, then the running statistics of batch normalization, in the network's flat order
 * @param averages the moving average of each of them, in the same order
 * @param updater the updater's state, in its own flat order; empty for plain SGD
 * @param lossAverages the moving averages of cross entropy, each L2 term and the total
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
        implements Serializable {}
