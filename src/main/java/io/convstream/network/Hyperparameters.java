package io.convstream.network;

import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Hyperparameters of a training: those that {@link #apply} writes into a network's configuration, and those of the
 * {@link ModelDefinition}.
 *
 * @param updater one of {@link #updaters()}
 * @param schedule one of {@link #schedules()}
 * @param learningRate maximum of the schedule, above 0
 * @param steps length of the training, for schedules that {@linkplain #needsSteps need it}; 0 if it is unbounded
 * @param decaySteps interval at which the schedule named "step" divides the learning rate by 10
 * @param emaDecay maximum decay of the moving average (EMA) of the parameters
 * @param labelSmoothing share of the target that is spread evenly over all classes
 * @param l2 factor of the L2 term of weights without one in the configuration; null: no L2
 * @param dropout probability that a hidden dense layer drops an input, from 0 to below 1; null: as configured
 * @param refinements momentum, learning rates of batch normalization, look-ahead
 */
@PublicEvolving
public record Hyperparameters(
        String updater,
        String schedule,
        double learningRate,
        long steps,
        double decaySteps,
        double emaDecay,
        double labelSmoothing,
        @Nullable Double l2,
        @Nullable Double dropout,
        Refinements refinements) {

    private static final double TUTORIAL_EPOCHS_PER_DECAY = 350;
    private static final double TUTORIAL_IMAGES = 50_000;

    public Hyperparameters {
        if (!updaters().contains(updater)) {
            throw new IllegalArgumentException(
                    "there is no updater " + updater + "; there are " + String.join(", ", updaters()));
        }
        if (!schedules().contains(schedule)) {
            throw new IllegalArgumentException(
                    "there is no schedule " + schedule + "; there are " + String.join(", ", schedules()));
        }
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("learning rate " + learningRate + " is not above 0");
        }
        if (Schedules.needsSteps(schedule) && (steps < 1 || steps > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("the schedule " + schedule + " must know the number of steps, from 1 to "
                    + Integer.MAX_VALUE + ", not " + steps);
        }
        if (l2 != null && !(l2 >= 0)) {
            throw new IllegalArgumentException("the L2 factor " + l2 + " is below 0");
        }
        if (dropout != null && !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout " + dropout + " is not from 0 to below 1");
        }
        if (refinements.lookahead() && (steps < 1 || steps > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "look-ahead must know the number of steps, from 1 to " + Integer.MAX_VALUE + ", not " + steps);
        }
    }

    /** SGD, 0.1 · 0.1^⌊step / decaySteps⌋ with 350 epochs of 50,000 images for each decay, EMA decay 0.9999. */
    public static Hyperparameters tutorial(int batchSize, long steps) {
        return of("sgd", "step", 0.1, batchSize, steps, 0.9999);
    }

    /** Nesterov's momentum 0.9, a cosine schedule over the whole training, EMA decay 0.998. */
    public static Hyperparameters fast(int batchSize, long steps) {
        return of("nesterovs", "cosine", 0.02, batchSize, steps, 0.998);
    }

    /** As {@link #fast}, with a learning rate of 0.03 per 128 images of a batch, label smoothing and L2. */
    public static Hyperparameters thorough(int batchSize, long steps) {
        return of("nesterovs", "cosine", 0.03 * batchSize / 128, batchSize, steps, 0.998)
                .withLabelSmoothing(0.1)
                .withL2(0.0005);
    }

    /** For batch normalization: one cycle with a maximum of 0.1 per 128 images of a batch, more smoothing and L2. */
    public static Hyperparameters precise(int batchSize, long steps) {
        return of("nesterovs", "one-cycle", 0.1 * batchSize / 128, batchSize, steps, 0.998)
                .withLabelSmoothing(0.2)
                .withL2(0.002);
    }

    /**
     * For the presets air93, air94 and air95, after Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single A100 GPU", 2024,
     * arXiv:2404.00498: momentum 0.85, a triangular schedule with a maximum of 1.5 per 1,024 images of a batch, label
     * smoothing 0.2, L2, shifts of batch normalization at 64 times the learning rate, look-ahead.
     */
    public static Hyperparameters air(int batchSize, long steps) {
        // In the paper 11.5 is divided by 1,024 · (1 + 1 / (1 - momentum)), because it sums the gradient over the
        // images.
        double rate = 11.5 * batchSize / (1024 * (1 + 1 / (1 - 0.85)));
        return of("nesterovs", "triangular", rate, batchSize, steps, 0.998)
                .withLabelSmoothing(0.2)
                .withL2(0.0153 / 11.5)
                .withRefinements(new Refinements(0.85, 64.0, true));
    }

    private static Hyperparameters of(
            String updater, String schedule, double learningRate, int batchSize, long steps, double emaDecay) {
        double decaySteps = Math.floor(TUTORIAL_IMAGES / batchSize * TUTORIAL_EPOCHS_PER_DECAY);
        return new Hyperparameters(
                updater, schedule, learningRate, steps, decaySteps, emaDecay, 0, null, null, Refinements.NONE);
    }

    /** Names of the updaters. */
    public static List<String> updaters() {
        return Updaters.names();
    }

    /** Names of the schedules. */
    public static List<String> schedules() {
        return Schedules.names();
    }

    /** Whether a schedule ends at the last step, so that the number of steps must be known. */
    public static boolean needsSteps(String schedule) {
        return Schedules.needsSteps(schedule);
    }

    public Hyperparameters withLearningRate(double value) {
        return new Hyperparameters(
                updater, schedule, value, steps, decaySteps, emaDecay, labelSmoothing, l2, dropout, refinements);
    }

    public Hyperparameters withUpdater(String value) {
        return new Hyperparameters(
                value, schedule, learningRate, steps, decaySteps, emaDecay, labelSmoothing, l2, dropout, refinements);
    }

    public Hyperparameters withSchedule(String value) {
        return new Hyperparameters(
                updater, value, learningRate, steps, decaySteps, emaDecay, labelSmoothing, l2, dropout, refinements);
    }

    public Hyperparameters withEmaDecay(double value) {
        return new Hyperparameters(
                updater, schedule, learningRate, steps, decaySteps, value, labelSmoothing, l2, dropout, refinements);
    }

    public Hyperparameters withLabelSmoothing(double value) {
        return new Hyperparameters(
                updater, schedule, learningRate, steps, decaySteps, emaDecay, value, l2, dropout, refinements);
    }

    public Hyperparameters withL2(double value) {
        return new Hyperparameters(
                updater,
                schedule,
                learningRate,
                steps,
                decaySteps,
                emaDecay,
                labelSmoothing,
                value,
                dropout,
                refinements);
    }

    public Hyperparameters withDropout(double value) {
        return new Hyperparameters(
                updater, schedule, learningRate, steps, decaySteps, emaDecay, labelSmoothing, l2, value, refinements);
    }

    public Hyperparameters withRefinements(Refinements value) {
        return new Hyperparameters(
                updater, schedule, learningRate, steps, decaySteps, emaDecay, labelSmoothing, l2, dropout, value);
    }

    /**
     * Returns a configuration with these updaters, schedule, L2 terms and dropout.
     *
     * @throws IllegalArgumentException if it is not the JSON of a DL4J {@code MultiLayerConfiguration}
     */
    public String apply(String configuration) {
        return new ConfiguredTraining(this).apply(configuration);
    }
}
