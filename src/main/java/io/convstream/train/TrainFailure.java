package io.convstream.train;

import io.convstream.network.NonFiniteException;
import java.io.Serializable;
import java.time.Instant;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The end of a model's training by a loss, gradient or parameter that is NaN or infinite. The state before the failed
 * step is kept.
 *
 * @param model the model's name
 * @param step the step that failed, from 0; it changed nothing
 * @param learningRate of that step
 * @param firstRecord sequence number of the first record of its batch; -1 if unknown
 * @param lastRecord sequence number of the last record of its batch; -1 if unknown
 * @param time when it failed
 * @param message the reason, for the user
 */
@PublicEvolving
public record TrainFailure(
        String model, long step, double learningRate, long firstRecord, long lastRecord, Instant time, String message)
        implements Serializable {

    static TrainFailure of(String model, NonFiniteException e, Batch batch) {
        return new TrainFailure(
                model,
                e.step(),
                e.learningRate(),
                batch.firstSequence(),
                batch.lastSequence(),
                Instant.now(),
                e.getMessage() + " on the records " + batch.firstSequence() + "-" + batch.lastSequence()
                        + "; training of this model stops and its last good state is kept.");
    }
}
