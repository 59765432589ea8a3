package io.convstream.evaluate;

import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.time.Instant;

/**
 * What a model was worth on the held-out images at one moment of its training.
 *
 * @param model the model's name
 * @param trigger why it was evaluated
 * @param checkpoint the id of the completed checkpoint; 0 for another trigger
 * @param step steps done
 * @param epoch the epoch of the last image trained, from 0
 * @param images images trained
 * @param time when the evaluation ended
 * @param newest the newest parameters' score
 * @param ema their moving averages' score
 * @param parametersSha256 of the newest parameters, as little-endian floats
 * @param seconds how long it took
 * @param skippedSnapshots how many of this model's checkpoints so far gave way to newer ones while they waited
 */
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

    /** The better of the two scores' precision@1. */
    public double bestPrecision() {
        return Math.max(newest.precision(), ema.precision());
    }
}
