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
        return List.of("constant", "step", "linear", "cosine", "one-cycle", "triangular");
    }

    /** Whether a schedule ends at the last step, so that the number of steps must be known. */
    static boolean needsSteps(String name) {
        return List.of("linear", "cosine", "one-cycle", "triangular").contains(name);
    }

    /**
     * Returns a schedule, or null for a constant rate.
     *
     * @param rate maximum learning rate
     * @param steps length of the training, for schedules that need it
     * @param decaySteps number of steps after which the step schedule divides the rate by 10
     * @param share of the steps after which the rate of a schedule that ends is 0; 1 if it ends with the last step
     * @throws IllegalArgumentException if there is no schedule of this name
     */
    static @Nullable ISchedule of(String name, double rate, long steps, double decaySteps, double share) {
        return switch (name) {
            case "constant" -> null;
            case "step" -> new StepSchedule(ScheduleType.ITERATION, rate, 0.1, decaySteps);
            case "linear" -> piecewise(rate, steps, share, warmUp(0, 0.05, done -> 1 - done));
            case "cosine" ->
                piecewise(
                        rate, steps, share, warmUp(0, 0.05, done -> 0.5 * (1 + StrictMath.cos(StrictMath.PI * done))));
            case "one-cycle" -> piecewise(rate, steps, share, warmUp(0, 0.3, done -> 1 - done));
            case "triangular" -> piecewise(rate, steps, share, warmUp(0.2, 0.23, done -> 1 - 0.93 * done));
            default ->
                throw new IllegalArgumentException(
                        "there is no schedule " + name + "; there are " + String.join(", ", names()));
        };
    }

    /** From a start to 1 over a share of the steps, then a decay from 1. */
    private static DoubleUnaryOperator warmUp(double start, double warmUp, DoubleUnaryOperator decay) {
        return done -> done < warmUp
                ? start + (1 - start) * done / warmUp
                : decay.applyAsDouble((done - warmUp) / (1 - warmUp));
    }

    /** Constant pieces, each with the rate of its middle. */
    private static ISchedule piecewise(double rate, long steps, double share, DoubleUnaryOperator factor) {
        Map<Integer, Double> values = new TreeMap<>();
        int pieces = (int) Math.min(MAX_PIECES, steps);
        for (int piece = 0; piece < pieces; piece++) {
            double done = (piece + 0.5) / pieces;
            values.put(Math.toIntExact(steps * piece / pieces), done < share ? rate * factor.applyAsDouble(done) : 0.0);
        }
        return new MapSchedule(ScheduleType.ITERATION, values);
    }
}
