package io.convstream.event;

import io.convstream.change.ClassRecall;
import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prequential estimates of the answers of a model whose labels have arrived, by batches of labels.
 *
 * @param model the model's name
 * @param step of the version that gave the newest labeled answer; null if unknown
 * @param labels the labels so far
 * @param precision precision@1, fading mean over the batches, 0 to 1
 * @param loss cross entropy, fading mean
 * @param windowPrecision precision@1, mean of the last 100 batches, 0 to 1
 * @param windowLoss cross entropy, mean of the last 100 batches
 * @param detector the detector of drift
 * @param level NONE, WARNING or DRIFT
 * @param before mean precision@1 of the batches before the change; null if there is none
 * @param now mean precision@1 of the batches since the change; null if there is none
 * @param time the timestamp of the newest label
 * @param classes the recall of each class that has had labels; empty if there are more than 100 classes
 */
public record PrecisionEvent(
        String model,
        @Nullable Long step,
        long labels,
        double precision,
        double loss,
        double windowPrecision,
        double windowLoss,
        DetectorType detector,
        Level level,
        @Nullable Double before,
        @Nullable Double now,
        Instant time,
        List<ClassRecall> classes) {}
