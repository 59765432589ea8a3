package io.convstream.report;

import io.convstream.train.TrainStep;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Training steps for tests: 128 images each, in half a second. */
final class Steps {

    static final Instant START = Instant.parse("2026-11-24T14:00:00Z");

    private static final int BATCH = 128;
    private static final int MILLIS = 500;

    private Steps() {}

    /** @param millis its end after the start */
    static TrainStep step(long step, long millis, double loss) {
        return new TrainStep(
                "model",
                step,
                0,
                (step + 1) * BATCH,
                BATCH,
                START.plusMillis(millis),
                0.1,
                loss,
                loss,
                0,
                loss,
                loss,
                0,
                1,
                0.5,
                BATCH * 1000.0 / MILLIS);
    }

    /** Returns steps without gaps. */
    static List<TrainStep> consecutive(int count) {
        return IntStream.range(0, count)
                .mapToObj(step -> step(step, (step + 1L) * MILLIS, 1 + 1.0 / (step + 1)))
                .toList();
    }
}
