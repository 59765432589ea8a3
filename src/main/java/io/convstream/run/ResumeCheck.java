package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Networks;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares the options of a run with those it is resumed with. Other images or models are refused; changes of
 * the training are printed.
 */
public final class ResumeCheck {

    /** Options that may change on resume, and affect the parameters from there on. */
    private static final List<String> CHANGEABLE = List.of(
            "recipe",
            "augment",
            "learning-rate",
            "schedule",
            "updater",
            "label-smoothing",
            "l2",
            "dropout",
            "ema-decay",
            "towers",
            "evaluate-data",
            "shuffle-buffer",
            "skip-records");

    private final RunDescription original;
    private final RunDescription resumed;
    private final List<ModelDefinition> models;

    /**
     * A check of two descriptions of a run.
     *
     * @param original the description that the run was started with
     * @param resumed the description that it is resumed with
     * @param models the models of the job, in the order of {@code resumed}
     */
    public ResumeCheck(RunDescription original, RunDescription resumed, List<ModelDefinition> models) {
        this.original = original;
        this.resumed = resumed;
        this.models = models;
    }

    /**
     * Refuses options that would train another model.
     *
     * @throws UsageException for the first incompatible option
     */
    public void requireCompatible() {
        RunPlan was = original.plan();
        RunPlan is = Objects.requireNonNull(resumed.plan());
        if (was == null) {
            return; // recorded by an older version: the state is compared when the job starts
        }
        requireSame("--data or --source", was.images(), is.images(), "the training images are not those of the run");
        requireSame(
                "--image-size, --padding and --crop-size",
                original.prepare().framing(),
                resumed.prepare().framing(),
                "images are framed as " + resumed.prepare().framing() + ", not as "
                        + original.prepare().framing());
        requireSame("--seed", original.prepare().seed(), resumed.prepare().seed(), "the seed");
        // The name of a single model is derived from its network, so compare networks first.
        boolean single = was.models().size() == 1 && models.size() == 1;
        if (!single) {
            requireSame("--model", names(was), names(is), "the list of models");
        }
        for (int i = 0; i < models.size(); i++) {
            requireCompatible(was.models().get(i), is.models().get(i), models.get(i));
        }
        requireSame("--network and --model", names(was), names(is), "the name of the model");
    }

    private void requireCompatible(RunPlan.Model was, RunPlan.Model is, ModelDefinition definition) {
        String model = models.size() == 1 ? "" : " of model " + is.name();
        requireSame("--batch-size", was.batchSize(), is.batchSize(), "the batch size" + model);
        requireSame("--seed", was.seed(), is.seed(), "the seed" + model);
        try {
            Networks.requireSame(definition, was.network());
        } catch (IllegalArgumentException e) {
            throw refusal("--network", String.valueOf(e.getMessage()));
        }
    }

    /** @param what a sentence, or a noun that both values belong to */
    private void requireSame(String options, Object was, Object is, String what) {
        if (!was.equals(is)) {
            boolean sentence = what.contains(" are ") || what.contains(" not ");
            throw refusal(options, sentence ? what : what + " is " + is + ", not " + was);
        }
    }

    private UsageException refusal(String options, String difference) {
        return new UsageException("the run in " + original.folder() + " cannot be resumed with other options: "
                + difference + "; leave out " + options + " to resume it as it was started, or start a new run");
    }

    private static List<String> names(RunPlan plan) {
        return plan.models().stream().map(RunPlan.Model::name).toList();
    }

    /** Prints the options that have changed. */
    public void printChanges(PrintWriter out) {
        Map<String, List<String>> was = original.options();
        Map<String, List<String>> is = Objects.requireNonNull(resumed.options());
        if (was == null) {
            return;
        }
        List<String> changes = new ArrayList<>();
        for (String option : CHANGEABLE) {
            if (!Objects.equals(was.get(option), is.get(option)) && !isSameTowers(option)) {
                changes.add("--" + option + " " + text(is.get(option)) + " (was " + text(was.get(option)) + ")");
            }
        }
        if (!changes.isEmpty()) {
            out.println("Changed from here on, so that the parameters differ from those of the unchanged run: "
                    + String.join(", ", changes));
        }
    }

    /** Returns whether only the option differs: the number of towers that was the machine's default is now explicit. */
    private boolean isSameTowers(String option) {
        return option.equals("towers")
                && original.plan() != null
                && Objects.requireNonNull(resumed.plan())
                        .models()
                        .equals(original.plan().models());
    }

    private static String text(@Nullable List<String> values) {
        return values == null ? "the default" : String.join(", ", values);
    }
}
