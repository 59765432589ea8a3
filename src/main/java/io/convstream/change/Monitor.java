package io.convstream.change;

import io.convstream.train.TrainStep;
import org.jspecify.annotations.Nullable;

/**
 * The prequential estimates of a model and its detector. Prequential: precision and loss of a batch are measured before
 * the model is trained on it.
 *
 * @param type the type of the detector
 * @param detector follows the error rate; null if the type is NONE
 * @param precision fading mean of precision@1 over the images
 * @param loss fading mean of the cross entropy
 * @param windowPrecision mean precision@1 of the last steps
 * @param windowLoss mean cross entropy of the last steps
 */
record Monitor(
        DetectorType type,
        @Nullable DriftDetector detector,
        FadingMean precision,
        FadingMean loss,
        WindowMean windowPrecision,
        WindowMean windowLoss) {

    /** The weight of a step falls by half in 69 steps. */
    private static final double FADING = 0.99;

    private static final int WINDOW = 100;

    /** What a step leads to: the next monitor, and an event or null. */
    record Observation(Monitor monitor, @Nullable ChangeEvent event) {}

    Monitor(DetectorType type) {
        this(
                type,
                type.create(),
                new FadingMean(FADING),
                new FadingMean(FADING),
                new WindowMean(WINDOW),
                new WindowMean(WINDOW));
    }

    /** Returns this monitor with the estimates kept and a new detector if the type differs. */
    Monitor withDetector(DetectorType other) {
        return type == other ? this : with(other, other.create());
    }

    private Monitor with(DetectorType newType, @Nullable DriftDetector newDetector) {
        return new Monitor(newType, newDetector, precision, loss, windowPrecision, windowLoss);
    }

    /** Adds a step. The detector starts anew after a drift, so that one change is reported once. */
    Observation add(TrainStep step) {
        if (!Double.isFinite(step.precision()) || !Double.isFinite(step.crossEntropy())) {
            return new Observation(this, null);
        }
        Monitor estimated = new Monitor(
                type,
                detector,
                precision.add(step.precision(), step.batchSize()),
                loss.add(step.crossEntropy(), step.batchSize()),
                windowPrecision.add(step.precision(), step.batchSize()),
                windowLoss.add(step.crossEntropy(), step.batchSize()));
        if (detector == null) {
            return new Observation(estimated, null);
        }
        DriftDetector next = detector.add(1 - step.precision());
        // ADWIN also detects that the error falls, which is the aim of training.
        boolean drift = next.level() == Level.DRIFT && next.now() > next.before();
        boolean warning = next.level() == Level.WARNING && detector.level() == Level.NONE;
        return new Observation(
                estimated.with(type, drift ? type.create() : next), drift || warning ? event(step, next) : null);
    }

    private ChangeEvent event(TrainStep step, DriftDetector answered) {
        return new ChangeEvent(
                step.model(),
                step.step(),
                step.epoch(),
                step.images(),
                type,
                answered.level(),
                1 - answered.before(),
                1 - answered.now(),
                step.time());
    }
}
