package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.job.Recipe;
import io.convstream.network.Hyperparameters;
import io.convstream.network.Refinements;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Resolves a model's recipe and the options that override its values, those of all models or of this one. */
final class RecipeOverrides {

    private RecipeOverrides() {}

    /** The recipe of a model. */
    static Recipe of(OptimizerArguments all, ModelOption model) {
        String name = model.options().get("recipe");
        if (name == null) {
            return all.recipe == null ? Recipe.forNetwork(model.network()) : all.recipe;
        }
        try {
            return Recipe.parse(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--model " + model.name() + ": " + e.getMessage() + Suggestion.didYouMean(name, Recipe.names()), e);
        }
    }

    /** The recipe's hyperparameters, overridden by the options of all models and by the model's own. */
    static Hyperparameters hyperparameters(OptimizerArguments all, ModelOption model, int batch, long steps) {
        boolean unbounded = steps == Long.MAX_VALUE;
        Hyperparameters values = of(all, model).hyperparameters(batch, unbounded ? 1 : steps);
        Optional<Double> rate =
                model.value("learning-rate", Double::valueOf).or(() -> Optional.ofNullable(all.learningRate));
        Optional<String> updater =
                model.value("updater", Function.identity()).or(() -> Optional.ofNullable(all.updater));
        Optional<String> schedule =
                model.value("schedule", Function.identity()).or(() -> Optional.ofNullable(all.schedule));
        if (unbounded && schedule.filter(Hyperparameters::needsSteps).isPresent()) {
            throw new UsageException("--schedule " + schedule.get() + " ends at zero, but this stream is unbounded: "
                    + "give --steps or --bounded latest, or the schedule constant or step");
        }
        if (unbounded && Hyperparameters.needsSteps(values.schedule())) {
            values = values.withSchedule("constant");
        }
        Optional<Double> decay = model.value("ema-decay", Double::valueOf).or(() -> Optional.ofNullable(all.emaDecay));
        Optional<Double> smoothing =
                model.value("label-smoothing", Double::valueOf).or(() -> Optional.ofNullable(all.labelSmoothing));
        Optional<Double> l2 = model.value("l2", Double::valueOf).or(() -> Optional.ofNullable(all.l2));
        Optional<Double> dropout = model.value("dropout", Double::valueOf).or(() -> Optional.ofNullable(all.dropout));
        String at = "--model " + model.name() + ": ";
        for (OptionCheck check : List.of(
                OptionCheck.positive(at + "learning-rate", rate.orElse(null)),
                OptionCheck.oneOf(at + "updater", updater.orElse(null), Hyperparameters.updaters()),
                OptionCheck.oneOf(at + "schedule", schedule.orElse(null), Hyperparameters.schedules()),
                OptionCheck.fraction(at + "ema-decay", decay.orElse(null)),
                OptionCheck.fraction(at + "label-smoothing", smoothing.orElse(null)),
                OptionCheck.notNegative(at + "l2", l2.orElse(null)),
                OptionCheck.fraction(at + "dropout", dropout.orElse(null)))) {
            require(check);
        }
        values = rate.isPresent() ? values.withLearningRate(rate.get()) : values;
        values = updater.isPresent() ? values.withUpdater(updater.get()) : values;
        values = schedule.isPresent() ? values.withSchedule(schedule.get()) : values;
        values = decay.isPresent() ? values.withEmaDecay(decay.get()) : values;
        values = smoothing.isPresent() ? values.withLabelSmoothing(smoothing.get()) : values;
        values = l2.isPresent() ? values.withL2(l2.get()) : values;
        values = dropout.isPresent() ? values.withDropout(dropout.get()) : values;
        return values.withRefinements(refinements(all, model, unbounded, values.refinements()));
    }

    private static Refinements refinements(
            OptimizerArguments all, ModelOption model, boolean unbounded, Refinements values) {
        Optional<Double> momentum =
                model.value("momentum", Double::valueOf).or(() -> Optional.ofNullable(all.momentum));
        Optional<Double> shiftRate =
                model.value("shift-rate", Double::valueOf).or(() -> Optional.ofNullable(all.shiftRate));
        Optional<Boolean> lookahead =
                model.value("lookahead", RecipeOverrides::truth).or(() -> Optional.ofNullable(all.lookahead));
        if (unbounded && lookahead.orElse(false)) {
            throw new UsageException("--lookahead ends with the training, but this stream is unbounded: give --steps or"
                    + " --bounded latest");
        }
        String at = "--model " + model.name() + ": ";
        require(OptionCheck.fraction(at + "momentum", momentum.orElse(null)));
        require(OptionCheck.positive(at + "shift-rate", shiftRate.orElse(null)));
        values = momentum.isPresent() ? values.withMomentum(momentum.get()) : values;
        values = shiftRate.isPresent() ? values.withShiftRate(shiftRate.get()) : values;
        return values.withLookahead(lookahead.orElse(values.lookahead() && !unbounded));
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new NumberFormatException(text);
        }
        return text.equals("true");
    }

    private static void require(OptionCheck check) {
        if (!check.allowed()) {
            throw new UsageException(check.sentence());
        }
    }
}
