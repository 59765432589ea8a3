package io.convstream.train;

import io.convstream.drift.DetectorFormat;
import io.convstream.drift.DetectorType;
import io.convstream.drift.Detectors;
import io.convstream.drift.DriftDetector;
import io.convstream.drift.RateReaction;
import io.convstream.network.StepResult;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The learning rate's reaction to drift: a function of the steps so far, which each worker of a model computes.
 *
 * @param type the type of the detector
 * @param detector follows the error rate of steps at the usual learning rate
 * @param end the first step at the usual learning rate again, if it is not over
 */
record RateState(DetectorType type, DriftDetector detector, long end) {

    /** Returns the state for a reaction: a detector of another type starts anew. */
    static @Nullable RateState of(@Nullable RateReaction reaction, @Nullable RateState saved) {
        if (reaction == null || (saved != null && saved.type == reaction.detector())) {
            return reaction == null ? null : saved;
        }
        return new RateState(reaction.detector(), detector(reaction), saved == null ? 0 : saved.end);
    }

    private static DriftDetector detector(RateReaction reaction) {
        return Objects.requireNonNull(Detectors.create(reaction.detector()), "a reaction has a detector");
    }

    double factor(long step, RateReaction reaction) {
        return step < end ? reaction.factor() : 1;
    }

    /** Returns the state after a step. What another learning rate does to the error rate is not drift. */
    RateState after(StepResult step, RateReaction reaction) {
        if (step.step() < end) {
            return this;
        }
        DriftDetector next = detector.add(1 - (double) step.correct() / step.images());
        return next.isIncrease()
                ? new RateState(type, detector(reaction), step.step() + 1 + reaction.steps())
                : new RateState(type, next, end);
    }

    static void write(@Nullable RateState state, DataOutputView out) throws IOException {
        out.writeBoolean(state != null);
        if (state != null) {
            out.writeUTF(state.type.name());
            DetectorFormat.write(state.detector, out);
            out.writeLong(state.end);
        }
    }

    static @Nullable RateState read(DataInputView in) throws IOException {
        return in.readBoolean()
                ? new RateState(DetectorType.valueOf(in.readUTF()), DetectorFormat.read(in), in.readLong())
                : null;
    }
}
