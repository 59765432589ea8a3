package io.convstream.change;

import io.convstream.drift.DetectorType;
import io.convstream.drift.Detectors;
import io.convstream.drift.DriftDetector;
import io.convstream.drift.FadingMean;
import io.convstream.drift.Level;
import io.convstream.drift.WindowMean;
import io.convstream.train.ClassifiedBatch;
import io.convstream.train.TrainStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
 * @param classes estimates by label; empty before the first step, and if there are more than {@value #MAX_CLASSES} classes
 */
public record Monitor(
        DetectorType type,
        @Nullable DriftDetector detector,
        FadingMean precision,
        FadingMean loss,
        WindowMean windowPrecision,
        WindowMean windowLoss,
        List<ClassEstimate> classes) {

    /** The weight of a step falls by half in 69 steps. */
    static final double FADING = 0.99;

    static final int WINDOW = 100;

    /** Each class has two metrics and 1.7 kB of state. */
    static final int MAX_CLASSES = 100;

    /** What a step leads to: the next monitor, and the detector after the step if it warns or detects drift, or null. */
    public record Observation(Monitor monitor, @Nullable DriftDetector alarm) {}

    public Monitor(DetectorType type) {
        this(
                type,
                Detectors.create(type),
                new FadingMean(FADING),
                new FadingMean(FADING),
                new WindowMean(WINDOW),
                new WindowMean(WINDOW),
                List.of());
    }

    /** Returns this monitor with the estimates kept and a new detector if the type differs. */
    public Monitor withDetector(DetectorType other) {
        return type == other ? this : with(other, Detectors.create(other));
    }

    private Monitor with(DetectorType newType, @Nullable DriftDetector newDetector) {
        return new Monitor(newType, newDetector, precision, loss, windowPrecision, windowLoss, classes);
    }

    /** Adds a step. */
    Observation add(ClassifiedBatch batch) {
        TrainStep step = batch.step();
        return add(step.precision(), step.crossEntropy(), step.batchSize(), batch.images(), batch.correct());
    }

    /**
     * Adds a batch. The detector starts anew after a drift, so that one change is reported once.
     *
     * @param batchPrecision its precision@1, 0 to 1
     * @param crossEntropy the mean over the batch
     * @param size the number of its images
     * @param images their number by label
     * @param correct the number of these classified correctly
     */
    public Observation add(double batchPrecision, double crossEntropy, int size, int[] images, int[] correct) {
        if (!Double.isFinite(batchPrecision) || !Double.isFinite(crossEntropy)) {
            return new Observation(this, null);
        }
        Monitor estimated = new Monitor(
                type,
                detector,
                precision.add(batchPrecision, size),
                loss.add(crossEntropy, size),
                windowPrecision.add(batchPrecision, size),
                windowLoss.add(crossEntropy, size),
                classesWith(images, correct));
        if (detector == null) {
            return new Observation(estimated, null);
        }
        DriftDetector next = detector.add(1 - batchPrecision);
        boolean drift = next.isIncrease();
        boolean warning = next.level() == Level.WARNING && detector.level() == Level.NONE;
        return new Observation(
                estimated.with(type, drift ? Detectors.create(type) : next), drift || warning ? next : null);
    }

    /** Returns the recall of each class that has had images. */
    public List<ClassRecall> recalls(ChangeOptions options) {
        List<ClassRecall> recalls = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            ClassEstimate estimate = classes.get(label);
            if (!estimate.isEmpty()) {
                recalls.add(estimate.recall(options.name(label)));
            }
        }
        return recalls;
    }

    private List<ClassEstimate> classesWith(int[] images, int[] correct) {
        int count = images.length;
        if (count > MAX_CLASSES) {
            return List.of();
        }
        List<ClassEstimate> next =
                new ArrayList<>(classes.size() == count ? classes : Collections.nCopies(count, new ClassEstimate()));
        for (int label = 0; label < count; label++) {
            if (images[label] > 0) {
                next.set(label, next.get(label).add(images[label], correct[label]));
            }
        }
        return next;
    }
}
