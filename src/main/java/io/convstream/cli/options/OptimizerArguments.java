package io.convstream.cli.options;

import io.convstream.job.Recipe;
import io.convstream.network.Hyperparameters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model learns. What is left out follows the recipe. */
public final class OptimizerArguments {

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "Values that work well together, one of ${COMPLETION-CANDIDATES}. fast: the best precision "
                    + "in a few epochs; thorough: the best of 40 epochs and more, with smoothed labels and L2 against "
                    + "learning by heart; precise: for networks with batch normalization; tutorial: what the TensorFlow "
                    + "tutorial does, for hundreds. Other options replace its values one by one. Default: fast; precise "
                    + "for the network vgg8.")
    @Nullable
    public Recipe recipe;

    @Option(
            names = {"--learning-rate", "--lr"},
            paramLabel = "RATE",
            description = "How far a step moves the parameters, at the schedule's highest point. Where the loss leaps "
                    + "or becomes infinite, divide it by 3. Default: the recipe's (tutorial: 0.1).")
    @Nullable
    public Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "How the learning rate changes from step to step: constant, step, linear, cosine or one-cycle. "
                            + "Default: the recipe's.")
    @Nullable
    String schedule;

    @Option(
            names = "--updater",
            paramLabel = "NAME",
            description = "What makes an update of a gradient, for instance sgd, nesterovs or adam; adam wants a "
                    + "learning rate about 100 times smaller than sgd. Default: the recipe's.")
    @Nullable
    String updater;

    @Option(
            names = "--label-smoothing",
            paramLabel = "SHARE",
            description = "The share of the target that is spread evenly over all classes, from 0 to below 1. 0.1 or "
                    + "so keeps a model from being too sure. Default: the recipe's (tutorial: 0).")
    @Nullable
    Double labelSmoothing;

    @Option(
            names = "--l2",
            paramLabel = "FACTOR",
            description = "Weight decay: the factor of the L2 term of all weights for which the network names none "
                    + "of their own (cifar10 names 0.004 for its two hidden dense layers). More of it where a model "
                    + "overfits. Default: the recipe's (fast, tutorial: 0).")
    @Nullable
    Double l2;

    @Option(
            names = "--dropout",
            paramLabel = "SHARE",
            description = "The share of values that each hidden dense layer loses from its input while it learns, from "
                    + "0 to below 1. It wants more epochs. Default: the network's (cifar10: 0).")
    @Nullable
    Double dropout;

    @Option(
            names = "--ema-decay",
            paramLabel = "DECAY",
            description = "How slowly the averaged parameters, which are evaluated beside the newest, follow them: "
                    + "they look back over about 1 / (1 - DECAY) steps. Default: the recipe's (tutorial: 0.9999).")
    @Nullable
    Double emaDecay;

    List<OptionCheck> ranges() {
        return List.of(
                OptionCheck.positive("--learning-rate", learningRate),
                OptionCheck.oneOf("--schedule", schedule, Hyperparameters.schedules()),
                OptionCheck.oneOf("--updater", updater, Hyperparameters.updaters()),
                OptionCheck.share("--label-smoothing", labelSmoothing),
                OptionCheck.notNegative("--l2", l2),
                OptionCheck.share("--dropout", dropout),
                OptionCheck.share("--ema-decay", emaDecay));
    }
}
