package io.convstream.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * Learning rates by name. Those that end are stairs in a {@link MapSchedule}: of ND4J's schedules RampSchedule cannot be
 * read back from JSON, CycleSchedule begins again after its end, and plain DL4J opens no class of ours.
 */
final class Schedules {

    private static final int STAIRS = 200;

    private Schedules() {}

    static List<String> names() {
        return List.of("constant", "step", "linear", "cosine", "one-cycle");
    }

    /** Whether a schedule goes to zero over a number of steps that must be known. */
    static boolean ends(String name) {
        return List.of("linear", "cosine", "one-cycle").contains(name);
    }

    /**
     * A schedule; null for a constant rate.
     *
     * @param steps of the whole training, for schedules that end
     * @param decaySteps after which stairs divide the rate by ten
     */
    static @Nullable ISchedule of(String name, double rate, long steps, double decaySteps) {
        return switch (name) {
            case "constant" -> null;
            case "step" -> new StepSchedule(ScheduleType.ITERATION, rate, 0.1, decaySteps);
            case "linear" -> stairs(rate, steps, 0.05, done -> 1 - done);
            case "cosine" -> stairs(rate, steps, 0.05, done -> 0.5 * (1 + StrictMath.cos(StrictMath.PI * done)));
            case "one-cycle" -> stairs(rate, steps, 0.3, done -> 1 - done);
            default ->
                throw new IllegalArgumentException(
                        "there is no schedule " + name + "; there are " + String.join(", ", names()));
        };
    }

    /** Up in a line over a share of the steps, then down along a curve from 1 to 0; each stair at its middle's rate. */
    private static ISchedule stairs(double rate, long steps, double warmUp, DoubleUnaryOperator down) {
        Map<Integer, Double> values = new TreeMap<>();
        int stairs = (int) Math.min(STAIRS, steps);
        for (int stair = 0; stair < stairs; stair++) {
            double done = (stair + 0.5) / stairs;
            double share = done < warmUp ? done / warmUp : down.applyAsDouble((done - warmUp) / (1 - warmUp));
            values.put(Math.toIntExact(steps * stair / stairs), rate * share);
        }
        return new MapSchedule(ScheduleType.ITERATION, values);
    }
}
