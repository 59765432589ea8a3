package io.convstream.network;

import io.convstream.image.PictureShape;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** How a model learns: values that work well together, each of which can be replaced. */
public enum Recipe {
    /** Momentum, warm-up, linear decay to zero at the last step: for a few epochs. */
    FAST(20, "nesterovs", 0.015, "linear", 0.998),
    /** What the TensorFlow tutorial does: SGD at 0.1, a tenth of it after each 350 epochs of 50,000 pictures. */
    TUTORIAL(256, "sgd", 0.1, "step", 0.9999);

    private static final double MOMENTUM = 0.9;
    private static final double WARM_UP = 0.05;
    private static final int PLATEAUS = 100;
    private static final long TUTORIAL_DECAY_IMAGES = 50_000L * 350;

    private final int epochs;
    private final String updater;
    private final double learningRate;
    private final String schedule;
    private final double averageDecay;

    Recipe(int epochs, String updater, double learningRate, String schedule, double averageDecay) {
        this.epochs = epochs;
        this.updater = updater;
        this.learningRate = learningRate;
        this.schedule = schedule;
        this.averageDecay = averageDecay;
    }

    /** How many epochs the recipe is made for. */
    public int epochs() {
        return epochs;
    }

    /**
     * What replaces the recipe's own values; empty: nothing.
     *
     * @param updater sgd, nesterovs, adam, amsgrad, nadam, adagrad or rmsprop
     * @param schedule constant, linear (warm-up, then down to zero at the last step), or step (a tenth after each 350
     *     epochs of 50,000 pictures)
     */
    public record Changes(
            Optional<Double> learningRate,
            Optional<String> updater,
            Optional<String> schedule,
            Optional<Double> averageDecay,
            Optional<Double> labelSmoothing) {}

    /**
     * Defines a model that learns by this recipe.
     *
     * @param configuration the JSON of a DL4J {@code MultiLayerConfiguration}; its updaters are replaced
     * @param steps how many steps it will learn, for schedules that end
     * @throws IllegalArgumentException where there is no such updater or schedule, or the network cannot be run
     */
    public ModelDefinition define(
            String name,
            String configuration,
            PictureShape input,
            int batchSize,
            int towers,
            long seed,
            long steps,
            Changes changes) {
        MultiLayerConfiguration network = Network.of(name, configuration, input).configuration();
        ISchedule rate = schedule(
                changes.schedule().orElse(schedule), changes.learningRate().orElse(learningRate), batchSize, steps);
        for (NeuralNetConfiguration layer : network.getConfs()) {
            if (layer.getLayer() instanceof BaseLayer base) {
                base.setIUpdater(updater(changes.updater().orElse(updater), rate));
                base.setBiasUpdater(null);
            }
        }
        return new ModelDefinition(
                name,
                network.toJson(),
                input,
                batchSize,
                towers,
                seed,
                changes.averageDecay().orElse(averageDecay),
                changes.labelSmoothing().orElse(0.0));
    }

    private static ISchedule schedule(String name, double rate, int batchSize, long steps) {
        int last = (int) Math.min(Integer.MAX_VALUE, steps);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "constant" -> new FixedSchedule(rate);
            case "step" ->
                new StepSchedule(
                        ScheduleType.ITERATION, rate, 0.1, Math.floor((double) TUTORIAL_DECAY_IMAGES / batchSize));
            case "linear" -> linear(rate, last);
            default ->
                throw new IllegalArgumentException(
                        "there is no learning-rate schedule " + name + "; there are constant, linear and step");
        };
    }

    /**
     * Up to the rate within the warm-up, then down to nearly zero, in plateaus: ND4J's own ramp cannot be read back from
     * JSON, a map can.
     */
    private static ISchedule linear(double rate, int steps) {
        int plateaus = Math.min(PLATEAUS, steps);
        Map<Integer, Double> values = new TreeMap<>();
        for (int i = 0; i < plateaus; i++) {
            double done = (i + 0.5) / plateaus;
            double share = Math.min(done / WARM_UP, (1 - done) / (1 - WARM_UP));
            values.put((int) ((long) steps * i / plateaus), rate * share);
        }
        return new MapSchedule(ScheduleType.ITERATION, values);
    }

    private static IUpdater updater(String name, ISchedule rate) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "sgd" -> new Sgd(rate);
            case "nesterovs" -> new Nesterovs(rate, MOMENTUM);
            case "adam" -> new Adam(rate);
            case "amsgrad" -> new AMSGrad(rate);
            case "nadam" -> new Nadam(rate);
            case "adagrad" -> new AdaGrad(rate);
            case "rmsprop" -> RmsProp.builder().learningRateSchedule(rate).build();
            default ->
                throw new IllegalArgumentException("there is no updater " + name
                        + "; there are sgd, nesterovs, adam, amsgrad, nadam, adagrad and rmsprop");
        };
    }
}
