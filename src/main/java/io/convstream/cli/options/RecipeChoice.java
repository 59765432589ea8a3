package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.network.Presets;
import io.convstream.network.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes a recipe of its name and of what the user put in place of its values, for all models or for one. */
final class RecipeChoice {

    private RecipeChoice() {}

    /** The recipe that a model follows. */
    static OptimizerArguments.Recipe name(OptimizerArguments all, ModelChoice model) {
        String name = model.options().get("recipe");
        if (name == null) {
            return all.recipe == null ? OptimizerArguments.Recipe.valueOf(Presets.recipe(model.network())) : all.recipe;
        }
        return Arrays.stream(OptimizerArguments.Recipe.values())
                .filter(recipe -> recipe.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("--model " + model.name() + ": there is no recipe " + name
                        + "; there are " + String.join(", ", Recipe.names())
                        + Nearest.question(name, Recipe.names())));
    }

    /** The recipe with what the user, or this model's own options, put in place of its values. */
    static Recipe of(OptimizerArguments all, ModelChoice model, int batch, long steps) {
        Map<String, String> own = model.options();
        boolean endless = steps == Long.MAX_VALUE;
        Recipe recipe = Recipe.of(name(all, model).name(), batch, endless ? 1 : steps);
        Optional<Double> rate =
                own(own, "learning-rate", Double::valueOf).or(() -> Optional.ofNullable(all.learningRate));
        Optional<String> updater = own(own, "updater", Function.identity()).or(() -> Optional.ofNullable(all.updater));
        Optional<String> schedule =
                own(own, "schedule", Function.identity()).or(() -> Optional.ofNullable(all.schedule));
        if (endless && schedule.filter(Recipe::ends).isPresent()) {
            throw new UsageException("--schedule " + schedule.get() + " goes to zero at the end, but this stream has "
                    + "none: give --steps or --bounded latest, or the schedule constant or step");
        }
        if (endless && Recipe.ends(recipe.schedule())) {
            recipe = recipe.withSchedule("constant");
        }
        Optional<Double> decay = own(own, "ema-decay", Double::valueOf).or(() -> Optional.ofNullable(all.emaDecay));
        Optional<Double> smoothing =
                own(own, "label-smoothing", Double::valueOf).or(() -> Optional.ofNullable(all.labelSmoothing));
        Optional<Double> l2 = own(own, "l2", Double::valueOf).or(() -> Optional.ofNullable(all.l2));
        Optional<Double> dropout = own(own, "dropout", Double::valueOf).or(() -> Optional.ofNullable(all.dropout));
        String at = "--model " + model.name() + ": ";
        for (OptionCheck range : List.of(
                OptionCheck.positive(at + "learning-rate", rate.orElse(null)),
                OptionCheck.oneOf(at + "updater", updater.orElse(null), Recipe.updaters()),
                OptionCheck.oneOf(at + "schedule", schedule.orElse(null), Recipe.schedules()),
                OptionCheck.share(at + "ema-decay", decay.orElse(null)),
                OptionCheck.share(at + "label-smoothing", smoothing.orElse(null)),
                OptionCheck.notNegative(at + "l2", l2.orElse(null)),
                OptionCheck.share(at + "dropout", dropout.orElse(null)))) {
            if (!range.allowed()) {
                throw new UsageException(range.sentence());
            }
        }
        recipe = rate.isPresent() ? recipe.withLearningRate(rate.get()) : recipe;
        recipe = updater.isPresent() ? recipe.withUpdater(updater.get()) : recipe;
        recipe = schedule.isPresent() ? recipe.withSchedule(schedule.get()) : recipe;
        recipe = decay.isPresent() ? recipe.withAverageDecay(decay.get()) : recipe;
        recipe = smoothing.isPresent() ? recipe.withLabelSmoothing(smoothing.get()) : recipe;
        recipe = l2.isPresent() ? recipe.withL2(l2.get()) : recipe;
        return dropout.isPresent() ? recipe.withDropout(dropout.get()) : recipe;
    }

    /** The value of one of a model's own options, if it has it. */
    static <T> Optional<T> own(Map<String, String> own, String option, Function<String, T> parse) {
        String text = own.get(option);
        try {
            return text == null ? Optional.empty() : Optional.of(parse.apply(text));
        } catch (NumberFormatException e) {
            throw new UsageException("--model: " + option + "=" + text + " is no number of the right kind", e);
        }
    }
}
