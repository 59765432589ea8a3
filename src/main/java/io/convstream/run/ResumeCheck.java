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
 * Compares what a run was started with and what it is resumed with. What would train other images, another model or to
 * another end is refused; what changes the training from here on is printed.
 */
public final class ResumeCheck {

    /** Options that may change in the middle of a run, and change its parameters from there on. */
    private static final List<String> ACCEPTED = List.of(
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
            "steps",
            "evaluate-data",
            "shuffle-buffer");

    private final RunDescription then;
    private final RunDescription now;
    private final List<ModelDefinition> models;

    /**
     * Compares two starts of a run.
     *
     * @param models those of the job, in the order of {@code now}
     */
    public ResumeCheck(RunDescription then, RunDescription now, List<ModelDefinition> models) {
        this.then = then;
        this.now = now;
        this.models = models;
    }

    /**
     * Refuses to resume with options that would train another model.
     *
     * @throws UsageException in one sentence, for the first difference that cannot be resumed with
     */
    public void refuse() {
        RunPlan was = then.plan();
        RunPlan is = Objects.requireNonNull(now.plan());
        if (was == null) {
            return; // written by a version that did not record it: the state is compared when the job starts
        }
        same("--data or --source", was.images(), is.images(), "the training images are not those of the run");
        same(
                "--image-size, --padding and --crop-size",
                then.prepare().framing(),
                now.prepare().framing(),
                "images are framed as " + now.prepare().framing() + ", not as "
                        + then.prepare().framing());
        same("--seed", then.prepare().seed(), now.prepare().seed(), "the seed");
        // The name of a run's only model follows from its network, so the network is the first to differ.
        boolean alone = was.models().size() == 1 && models.size() == 1;
        if (!alone) {
            same("--model", names(was), names(is), "the list of models");
        }
        for (int i = 0; i < models.size(); i++) {
            refuse(was.models().get(i), is.models().get(i), models.get(i));
        }
        same("--network and --model", names(was), names(is), "the name of the model");
        if (!horizon(was).equals(horizon(is)) && !(isEndless(was) && isEndless(is))) {
            throw refusal(
                    "--epochs and --steps",
                    "it is to end after " + horizon(is) + ", but its end and its learning rates were planned for "
                            + horizon(was));
        }
    }

    private void refuse(RunPlan.Model was, RunPlan.Model is, ModelDefinition definition) {
        String model = models.size() == 1 ? "" : " of model " + is.name();
        same("--batch-size", was.batchSize(), is.batchSize(), "the batch size" + model);
        same("--seed", was.seed(), is.seed(), "the seed" + model);
        try {
            Networks.requireSame(definition, was.network());
        } catch (IllegalArgumentException e) {
            throw refusal("--network", String.valueOf(e.getMessage()));
        }
    }

    private void same(String options, Object was, Object is, String what) {
        if (!was.equals(is)) {
            boolean says = what.contains(" are ") || what.contains(" not ");
            throw refusal(options, says ? what : what + " is " + is + ", not " + was);
        }
    }

    private UsageException refusal(String options, String difference) {
        return new UsageException("the run in " + then.folder() + " cannot be resumed with other options: " + difference
                + "; leave out " + options + " to resume it as it was started, or start a new run");
    }

    private static List<String> names(RunPlan plan) {
        return plan.models().stream().map(RunPlan.Model::name).toList();
    }

    private boolean isEndless(RunPlan plan) {
        return plan.epochs() == null && then.data() == null;
    }

    private static String horizon(RunPlan plan) {
        if (plan.steps() != null) {
            return plan.steps() + " steps";
        }
        return plan.epochs() == null ? "no number of steps" : plan.epochs() + " epochs";
    }

    /** Says what is different from here on. */
    public void print(PrintWriter out) {
        Map<String, List<String>> was = then.options();
        Map<String, List<String>> is = Objects.requireNonNull(now.options());
        if (was == null) {
            return;
        }
        List<String> changes = new ArrayList<>();
        for (String option : ACCEPTED) {
            if (!Objects.equals(was.get(option), is.get(option)) && !isSameTowers(option)) {
                changes.add("--" + option + " " + text(is.get(option)) + " (was " + text(was.get(option)) + ")");
            }
        }
        if (!changes.isEmpty()) {
            out.println("Changed from here on, so that parameters differ from those of the unchanged run: "
                    + String.join(", ", changes));
        }
    }

    /** The number that the machine gave at the start is given explicitly on resume. */
    private boolean isSameTowers(String option) {
        return option.equals("towers")
                && then.plan() != null
                && Objects.requireNonNull(now.plan())
                        .models()
                        .equals(then.plan().models());
    }

    private static String text(@Nullable List<String> values) {
        return values == null ? "the default" : String.join(", ", values);
    }
}
