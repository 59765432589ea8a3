package io.convstream.network;

import io.convstream.network.plan.NetworkReader;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * How to train a network: what {@link #apply} writes into its configuration, and what goes into the
 * {@link ModelDefinition} beside it.
 *
 * @param updater one of {@link #updaters()}
 * @param schedule one of {@link #schedules()}
 * @param learningRate the highest of the schedule
 * @param steps of the whole training, for schedules that end; 0 where it has no end
 * @param decaySteps after which stairs divide the learning rate by ten
 * @param emaDecay the cap of the parameter averages' decay
 * @param labelSmoothing the share of the target that is spread evenly over all classes
 * @param l2 the factor of the L2 term of all weights for which the network names none; null: none
 * @param dropout the share of values that each hidden dense layer loses from its input; null: as configured
 */
public record Recipe(
        String updater,
        String schedule,
        double learningRate,
        long steps,
        double decaySteps,
        double emaDecay,
        double labelSmoothing,
        @Nullable Double l2,
        @Nullable Double dropout) {

    public Recipe {
        if (!updaters().contains(updater)) {
            throw new IllegalArgumentException(
                    "there is no updater " + updater + "; there are " + String.join(", ", updaters()));
        }
        if (!schedules().contains(schedule)) {
            throw new IllegalArgumentException(
                    "there is no schedule " + schedule + "; there are " + String.join(", ", schedules()));
        }
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("learning rate " + learningRate + ", but it must be above 0");
        }
        if (Schedules.ends(schedule) && (steps < 1 || steps > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("the schedule " + schedule + " must know the number of steps, from 1 to "
                    + Integer.MAX_VALUE + ", not " + steps);
        }
        if (l2 != null && !(l2 >= 0)) {
            throw new IllegalArgumentException("an L2 factor of " + l2 + ", but it must not be below 0");
        }
        if (dropout != null && !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout of " + dropout + ", but it goes from 0 to below 1");
        }
    }

    /** The names that {@link #of} knows. */
    public static List<String> names() {
        return List.of("tutorial", "fast", "thorough", "precise");
    }

    /** The updaters' names. */
    public static List<String> updaters() {
        return Updaters.names();
    }

    /** The schedules' names. */
    public static List<String> schedules() {
        return Schedules.names();
    }

    /** Whether a schedule goes to zero over a number of steps that must be known. */
    public static boolean ends(String schedule) {
        return Schedules.ends(schedule);
    }

    /**
     * A recipe by name.
     *
     * @param name {@code tutorial}: SGD, 0.1 · 0.1^⌊step / decaySteps⌋ with 350 epochs of 50,000 images, averages
     *     0.9999; {@code fast}: Nesterov's momentum 0.9 with a cosine over the whole training, averages 0.998;
     *     {@code thorough}: the same with a rate of 0.03 for each 128 images of a batch, smoothed labels and an L2
     *     term; {@code precise}, for networks with batch normalization: one cycle to a rate of 0.1 for each 128 images,
     *     more smoothing and a larger L2 term
     * @param steps of the whole training; 0 where it has no end, which all but {@code tutorial} refuse
     */
    public static Recipe of(String name, int batchSize, long steps) {
        double decaySteps = Math.floor(50_000.0 / batchSize * 350);
        return switch (name) {
            case "tutorial" -> new Recipe("sgd", "step", 0.1, steps, decaySteps, 0.9999, 0, null, null);
            case "fast" -> new Recipe("nesterovs", "cosine", 0.02, steps, decaySteps, 0.998, 0, null, null);
            case "thorough" ->
                new Recipe("nesterovs", "cosine", 0.03 * batchSize / 128, steps, decaySteps, 0.998, 0.1, 0.0005, null);
            case "precise" ->
                new Recipe("nesterovs", "one-cycle", 0.1 * batchSize / 128, steps, decaySteps, 0.998, 0.2, 0.002, null);
            default ->
                throw new IllegalArgumentException(
                        "there is no recipe " + name + "; there are " + String.join(", ", names()));
        };
    }

    public Recipe withLearningRate(double value) {
        return new Recipe(updater, schedule, value, steps, decaySteps, emaDecay, labelSmoothing, l2, dropout);
    }

    public Recipe withUpdater(String value) {
        return new Recipe(value, schedule, learningRate, steps, decaySteps, emaDecay, labelSmoothing, l2, dropout);
    }

    public Recipe withSchedule(String value) {
        return new Recipe(updater, value, learningRate, steps, decaySteps, emaDecay, labelSmoothing, l2, dropout);
    }

    public Recipe withAverageDecay(double value) {
        return new Recipe(updater, schedule, learningRate, steps, decaySteps, value, labelSmoothing, l2, dropout);
    }

    public Recipe withLabelSmoothing(double value) {
        return new Recipe(updater, schedule, learningRate, steps, decaySteps, emaDecay, value, l2, dropout);
    }

    public Recipe withL2(double value) {
        return new Recipe(updater, schedule, learningRate, steps, decaySteps, emaDecay, labelSmoothing, value, dropout);
    }

    public Recipe withDropout(double value) {
        return new Recipe(updater, schedule, learningRate, steps, decaySteps, emaDecay, labelSmoothing, l2, value);
    }

    /**
     * A configuration with this recipe's updater, schedule, L2 and dropout in it.
     *
     * @throws IllegalArgumentException where it is not the JSON of a DL4J {@code MultiLayerConfiguration}
     */
    public String apply(String configuration) {
        MultiLayerConfiguration network = NetworkReader.parse(configuration);
        for (NeuralNetConfiguration conf : network.getConfs()) {
            if (conf.getLayer() instanceof BaseLayer layer) {
                layer.setIUpdater(Updaters.of(updater, learningRate, rates()));
                layer.setBiasUpdater(null);
                if (l2 != null && l2 > 0 && !hasL2(layer) && !(layer instanceof BatchNormalization)) {
                    layer.setRegularization(List.of(new L2Regularization(l2)));
                }
                if (dropout != null && layer instanceof DenseLayer) {
                    layer.setIDropout(dropout == 0 ? null : new Dropout(1 - dropout));
                }
            }
        }
        return network.toJson();
    }

    private @Nullable ISchedule rates() {
        return Schedules.of(schedule, learningRate, steps, decaySteps);
    }

    private static boolean hasL2(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (!(layer instanceof BaseLayer base) || base.getRegularization() == null) {
            return false;
        }
        for (Regularization term : base.getRegularization()) {
            if (term instanceof L2Regularization) {
                return true;
            }
        }
        return false;
    }
}
