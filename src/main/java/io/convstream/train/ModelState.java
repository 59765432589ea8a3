package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.network.LearnerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds of one model: with it, training goes on as if it had never stopped.
 *
 * @param learner parameters, averages, updater, step
 * @param next the sequence number that is waited for
 * @param batch the examples of the batch that is being filled, in order
 * @param waiting examples that came early
 * @param epoch the epoch of the last picture trained
 * @param images pictures trained
 * @param failure why training stopped; null while it goes on
 */
record ModelState(
        LearnerState learner,
        long next,
        List<Example> batch,
        List<Example> waiting,
        int epoch,
        long images,
        @Nullable TrainFailure failure) {}
