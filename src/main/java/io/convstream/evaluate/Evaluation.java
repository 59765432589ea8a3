package io.convstream.evaluate;

import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.time.Instant;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The evaluation of a model on all held-out images, with both its newest and its EMA weights: the parameters after the
 * last step and their exponential moving average over the steps.
 *
 * @param model the model's name
 * @param trigger the reason for the evaluation
 * @param checkpoint the id of the completed checkpoint; 0 for another trigger
 * @param step steps done
 * @param epoch the epoch of the last image trained, from 0
 * @param images images trained
 * @param time the end of the evaluation
 * @param newest score of the newest weights
 * @param ema score of the EMA weights
 * @param parametersSha256 of the newest weights, as little-endian floats
 * @param seconds its duration
 * @param skippedSnapshots this model's snapshots so far that were replaced by a newer one before their evaluation
 */
@PublicEvolving
public record Evaluation(
        String model,
        EvaluationTrigger trigger,
        long checkpoint,
        long step,
        int epoch,
        long images,
        Instant time,
        Score newest,
        Score ema,
        String parametersSha256,
        double seconds,
        long skippedSnapshots) {

    static Evaluation of(ModelSnapshot snapshot, Score newest, Score ema, double seconds, long skippedSnapshots) {
        return new Evaluation(
                snapshot.model(),
                snapshot.trigger(),
                snapshot.checkpoint(),
                snapshot.step(),
                snapshot.epoch(),
                snapshot.images(),
                Instant.now(),
                newest,
                ema,
                snapshot.sha256(),
                seconds,
                skippedSnapshots);
    }

    /** Returns the higher precision@1 of the two scores. */
    public double bestPrecision() {
        return Math.max(newest.precision(), ema.precision());
    }
}
