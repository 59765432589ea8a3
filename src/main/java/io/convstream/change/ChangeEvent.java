package io.convstream.change;

import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A model's precision has fallen: the stream may have changed.
 *
 * @param model the model's name
 * @param step the step at which it was detected, from 0
 * @param epoch the epoch of that step, from 0
 * @param images images trained until then
 * @param detector the detector
 * @param level WARNING or DRIFT
 * @param before mean precision@1 of the batches before the change, 0 to 1
 * @param now mean precision@1 of the batches since the change, 0 to 1
 * @param time the end of that step
 * @param classes the recall of each class that has had images; empty if there are more than 100 classes
 */
@PublicEvolving
public record ChangeEvent(
        String model,
        long step,
        int epoch,
        long images,
        DetectorType detector,
        Level level,
        double before,
        double now,
        Instant time,
        List<ClassRecall> classes) {

    public ChangeEvent {
        classes = classes == null ? List.of() : classes; // events of older versions have none
    }

    /** Returns the class whose recall has fallen most; empty if that of none has. */
    public Optional<ClassRecall> mostFallen() {
        return classes.stream().filter(one -> one.fall() > 0).max(Comparator.comparingDouble(ClassRecall::fall));
    }
}
