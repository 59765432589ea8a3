package io.convstream.event;

import io.convstream.change.ChangeEvent;
import io.convstream.evaluate.Evaluation;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * An event of a run; exactly one component is not null. One type for all, so that a single stream preserves their order
 * for console and files.
 */
@PublicEvolving
public record Event(
        @Nullable TrainStep step,
        @Nullable Evaluation evaluation,
        @Nullable TrainFailure failure,
        @Nullable ModelAnnouncement model,
        @Nullable ChangeEvent change) {

    public static Event of(TrainStep step) {
        return new Event(step, null, null, null, null);
    }

    public static Event of(Evaluation evaluation) {
        return new Event(null, evaluation, null, null, null);
    }

    public static Event of(TrainFailure failure) {
        return new Event(null, null, failure, null, null);
    }

    public static Event of(ModelAnnouncement model) {
        return new Event(null, null, null, model, null);
    }

    public static Event of(ChangeEvent change) {
        return new Event(null, null, null, null, change);
    }
}
