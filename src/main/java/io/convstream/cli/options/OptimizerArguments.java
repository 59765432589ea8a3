package io.convstream.cli.options;

import io.convstream.job.Recipe;
import io.convstream.network.Hyperparameters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Recipe and optimizer. An option that is not given follows the recipe. */
public final class OptimizerArguments {

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "A tuned set of values, one of ${COMPLETION-CANDIDATES}. fast: best accuracy in few epochs; "
                    + "thorough: for 40 epochs and more, with label smoothing and L2 against overfitting; precise: "
                    + "for networks with batch normalization; air: for the networks air93, air94 and air95; tutorial: the values of the TensorFlow tutorial, for "
                    + "hundreds of epochs. Other options override single values. Default: fast; precise for the "
                    + "network vgg8; air for air93, air94 and air95.")
    @Nullable
    public Recipe recipe;

    @Option(
            names = {"--learning-rate", "--lr"},
            paramLabel = "RATE",
            description = "The peak learning rate of the schedule. If the loss jumps or becomes infinite, divide it by "
                    + "3. Default: the recipe's (tutorial: 0.1).")
    @Nullable
    public Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description = "How the learning rate changes from step to step: constant, step, linear, cosine, "
                    + "one-cycle or triangular. Default: the recipe's.")
    @Nullable
    String schedule;

    @Option(
            names = "--updater",
            paramLabel = "NAME",
            description = "The optimizer, such as sgd, nesterovs or adam; adam needs a learning rate about 100 times "
                    + "smaller than sgd. Default: the recipe's.")
    @Nullable
    String updater;

    @Option(
            names = "--label-smoothing",
            paramLabel = "FRACTION",
            description = "The fraction of the target that is spread evenly over all classes, from 0 to below 1. About "
                    + "0.1 prevents overconfident models. Default: the recipe's (tutorial: 0).")
    @Nullable
    Double labelSmoothing;

    @Option(
            names = "--l2",
            paramLabel = "FACTOR",
            description = "Weight decay: the L2 factor of all layers for which the network sets none (cifar10 sets "
                    + "0.004 for its two hidden dense layers). Increase it if the model overfits. Default: the "
                    + "recipe's (fast, tutorial: 0).")
    @Nullable
    Double l2;

    @Option(
            names = "--dropout",
            paramLabel = "FRACTION",
            description = "The probability of dropping an input of each hidden dense layer in training, from 0 to "
                    + "below 1. It needs more epochs. Default: the network's (cifar10: 0).")
    @Nullable
    Double dropout;

    @Option(
            names = "--ema-decay",
            paramLabel = "DECAY",
            description = "The decay of the moving average (EMA) of the weights, which is evaluated beside the newest "
                    + "weights; it averages over about 1 / (1 - DECAY) steps. Default: the recipe's (tutorial: "
                    + "0.9999).")
    @Nullable
    Double emaDecay;

    @Option(
            names = "--momentum",
            paramLabel = "FRACTION",
            description = "The momentum of the updater nesterovs, from 0 to below 1. Default: the recipe's (0.9; air: "
                    + "0.85).")
    @Nullable
    Double momentum;

    @Option(
            names = "--shift-rate",
            paramLabel = "FACTOR",
            description =
                    "Batch normalization trains only its shift, at this multiple of the learning rate; its scale stays "
                            + "1. Engine compiled only. Default: the recipe's (scale and shift at the learning rate; air: 64).")
    @Nullable
    Double shiftRate;

    @Option(
            names = "--lookahead",
            paramLabel = "true|false",
            arity = "1",
            hideParamSyntax = true,
            description =
                    "Every 5 steps, replace the weights by their moving average, whose decay grows from 0 to 0.77. "
                            + "It takes the place of --ema-decay. Default: the recipe's (false; air: true).")
    @Nullable
    Boolean lookahead;

    List<OptionCheck> checks() {
        return List.of(
                OptionCheck.positive("--learning-rate", learningRate),
                OptionCheck.oneOf("--schedule", schedule, Hyperparameters.schedules()),
                OptionCheck.oneOf("--updater", updater, Hyperparameters.updaters()),
                OptionCheck.fraction("--label-smoothing", labelSmoothing),
                OptionCheck.notNegative("--l2", l2),
                OptionCheck.fraction("--dropout", dropout),
                OptionCheck.fraction("--ema-decay", emaDecay),
                OptionCheck.fraction("--momentum", momentum),
                OptionCheck.positive("--shift-rate", shiftRate));
    }
}
