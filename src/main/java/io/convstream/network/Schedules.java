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
 * Learning rate schedules by name. Those that end are piecewise constant, in a {@link MapSchedule}: ND4J's RampSchedule
 * cannot be read from JSON, its CycleSchedule restarts after its end, and DL4J could not load a class of convstream.
 */
final class Schedules {

    private static final int MAX_PIECES = 200;

    private Schedules() {}

    static List<String> names() {
        return List.of("constant", "step", "linear", "cosine", "one-cycle");
    }

    /** Whether a schedule decays to 0 at the last step, so that the number of steps must be known. */
    static boolean needsSteps(String name) {
        return List.of("linear", "cosine", "one-cycle").contains(name);
    }

    /**
     * Returns a schedule, or null for a constant rate.
     *
     * @param rate maximum learning rate
     * @param steps length of the training, for schedules that need it
     * @param decaySteps number of steps after which the step schedule divides the rate by 10
     * @throws IllegalArgumentException if there is no schedule of this name
     */
    static @Nullable ISchedule of(String name, double rate, long steps, double decaySteps) {
        return switch (name) {
            case "constant" -> null;
            case "step" -> new StepSchedule(ScheduleType.ITERATION, rate, 0.1, decaySteps);
            case "linear" -> piecewise(rate, steps, 0.05, done -> 1 - done);
            case "cosine" -> piecewise(rate, steps, 0.05, done -> 0.5 * (1 + StrictMath.cos(StrictMath.PI * done)));
            case "one-cycle" -> piecewise(rate, steps, 0.3, done -> 1 - done);
            default ->
                throw new IllegalArgumentException(
                        "there is no schedule " + name + "; there are " + String.join(", ", names()));
        };
    }

    /** Linear warm-up over a share of the steps, then a decay from 1 to 0; each piece has the rate of its middle. */
    private static ISchedule piecewise(double rate, long steps, double warmUp, DoubleUnaryOperator decay) {
        Map<Integer, Double> values = new TreeMap<>();
        int pieces = (int) Math.min(MAX_PIECES, steps);
        for (int piece = 0; piece < pieces; piece++) {
            double done = (piece + 0.5) / pieces;
            double share = done < warmUp ? done / warmUp : decay.applyAsDouble((done - warmUp) / (1 - warmUp));
            values.put(Math.toIntExact(steps * piece / pieces), rate * share);
        }
        return new MapSchedule(ScheduleType.ITERATION, values);
    }
}
