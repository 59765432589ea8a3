package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.network.Networks;
import io.convstream.train.Fingerprint;
import io.convstream.train.Fingerprint.Difference;
import io.convstream.train.Setting;
import io.convstream.train.Setting.OnChange;
import io.convstream.train.TrainPlan;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the settings of a run with those it is resumed with: of the checkpoint, or of {@code run.json} if the
 * checkpoint records none. Each difference is refused, printed or accepted, as {@link OnChange} says.
 */
public final class ResumeCheck {

    /** The class of schedules whose learning rates depend on the number of steps, in a network's JSON. */
    private static final String PLANNED_SCHEDULE = "MapSchedule";

    private static final Set<OnChange> RECORDED =
            Set.of(OnChange.PLANNED, OnChange.RECORDED, OnChange.ACCEPTED_WITH_NOTE);

    private final String run;
    private final @Nullable RunDescription previous;
    private final Map<String, ResumedModel> resumed;
    private final Map<String, TrainPlan> plans = new TreeMap<>();

    /**
     * Creates a check.
     *
     * @param resumed the models of the checkpoint; empty if it cannot be read
     * @param plans what they are resumed with
     */
    public ResumeCheck(RunStart start, Map<String, ResumedModel> resumed, List<TrainPlan> plans) {
        this.previous = start.previous();
        this.run = previous == null ? String.valueOf(start.resume()) : previous.folder();
        this.resumed = resumed;
        plans.forEach(plan -> this.plans.put(plan.definition().name(), plan));
    }

    /**
     * Refuses an end before the records that were already read.
     *
     * @param resumed the models of the checkpoint
     * @param records the number of records of the job
     * @throws UsageException if a model has received more
     */
    public static void requireUnread(RunStart start, Map<String, ResumedModel> resumed, long records) {
        long read =
                resumed.values().stream().mapToLong(ResumedModel::next).max().orElse(0);
        if (read > records) {
            throw new ResumeCheck(start, resumed, List.of())
                    .refusal("--epochs and --steps", "it has read " + read + " images, but would end after " + records);
        }
    }

    /**
     * Refuses settings that would train another model.
     *
     * @throws UsageException for the first incompatible setting
     */
    public void requireCompatible() {
        Map<String, String> networks = networks();
        if (networks.isEmpty()) {
            return; // a new run, or no state that can be read: the job compares it when it starts
        }
        // The name of a single model is derived from its network, so compare networks first.
        boolean single = networks.size() == 1 && plans.size() == 1;
        if (!single) {
            requireSameNames(networks);
        }
        List<String> names = List.copyOf(networks.keySet());
        List<TrainPlan> now = List.copyOf(plans.values());
        for (int i = 0; i < now.size(); i++) {
            requireCompatible(names.get(i), Objects.requireNonNull(networks.get(names.get(i))), now.get(i), single);
        }
        requireSameNames(networks);
    }

    private void requireCompatible(String name, String network, TrainPlan now, boolean single) {
        for (Difference difference : differences(name, now)) {
            if (difference.setting() == Setting.NETWORK) {
                requireSameNetwork(now, network); // names the layer
            }
            if (difference.setting().onChange() == OnChange.REFUSED) {
                throw refusal(
                        difference.setting().options(), (single ? "" : "model " + name + ": ") + difference.sentence());
            }
        }
        requireSameNetwork(now, network);
        requireLaterEnd(name, now);
    }

    /** The networks of the run by model, sorted by name. */
    private Map<String, String> networks() {
        Map<String, String> networks = new TreeMap<>();
        resumed.forEach((name, model) -> networks.put(name, model.network()));
        if (networks.isEmpty() && previous != null && previous.plan() != null) {
            previous.plan().models().forEach(model -> networks.put(model.name(), model.network()));
        }
        return networks;
    }

    private void requireSameNames(Map<String, String> networks) {
        if (!networks.keySet().equals(plans.keySet())) {
            throw refusal(
                    "--network and --model",
                    "the list of models is " + new TreeSet<>(plans.keySet()) + ", not "
                            + new TreeSet<>(networks.keySet()));
        }
    }

    private void requireLaterEnd(String name, TrainPlan plan) {
        if (plan.steps() < step(name)) {
            throw refusal(
                    "--epochs and --steps",
                    "model " + name + " has done " + step(name) + " steps, but would end after " + plan.steps());
        }
        ResumedModel model = resumed.get(name);
        if (model != null && model.dropped() && plan.steps() > model.step()) {
            throw new UsageException("the run in " + run + " cannot be resumed with more steps: model " + name
                    + " had trained its last step, " + model.step()
                    + ", while others continued, and the images since then"
                    + " were not kept; resume from a checkpoint before that step, or start a new run from its model with"
                    + " --init-from " + run);
        }
    }

    private void requireSameNetwork(TrainPlan plan, String network) {
        try {
            Networks.requireSame(plan.definition(), network);
        } catch (IllegalArgumentException e) {
            throw refusal("--network", String.valueOf(e.getMessage()));
        }
    }

    private UsageException refusal(String options, String difference) {
        return new UsageException("the run in " + run + " cannot be resumed with other options: " + difference
                + "; leave out " + options + " to resume it as it was started, or start a new run from its model with"
                + " --init-from " + run);
    }

    private List<Difference> differences(String name, TrainPlan plan) {
        ResumedModel model = resumed.get(name);
        Fingerprint was = model == null ? Fingerprint.UNKNOWN : model.fingerprint();
        if (was.values().isEmpty() && previous != null) {
            was = new Fingerprint(previous.fingerprints().getOrDefault(name, Map.of()));
        }
        return was.differences(plan.fingerprint());
    }

    /** Returns the changes of this attempt and of earlier ones before the checkpoint, to be recorded. */
    public List<SettingChange> changes() {
        List<SettingChange> changes = new ArrayList<>();
        if (previous != null) {
            previous.changes().stream()
                    .filter(change -> change.step() <= step(change.model()))
                    .forEach(changes::add);
        }
        plans.forEach((name, plan) -> differences(name, plan).stream()
                .filter(difference -> RECORDED.contains(difference.setting().onChange()))
                .map(difference -> SettingChange.of(name, step(name), difference))
                .filter(change -> !changes.contains(change))
                .forEach(changes::add));
        return changes;
    }

    private long step(String name) {
        return resumed.containsKey(name) ? resumed.get(name).step() : 0;
    }

    /** Prints the changes of this attempt. */
    public void printChanges(PrintWriter out) {
        printEnd(out);
        plans.forEach((name, plan) -> {
            String from = "From step " + step(name) + " on" + (plans.size() == 1 ? "" : ", model " + name) + ": ";
            print(out, from, name, plan, OnChange.RECORDED, ", so that the training differs from the unchanged run's.");
            print(
                    out,
                    from,
                    name,
                    plan,
                    OnChange.ACCEPTED_WITH_NOTE,
                    "; training continues, but the bits of the parameters differ from the unchanged run's.");
        });
    }

    /** Prints a changed end, which all models share, and whether learning rates depend on it. */
    private void printEnd(PrintWriter out) {
        plans.entrySet().stream()
                .flatMap(plan -> differences(plan.getKey(), plan.getValue()).stream())
                .filter(difference -> difference.setting().onChange() == OnChange.PLANNED)
                .findFirst()
                .ifPresent(end -> out.println("The run now ends after " + end.is() + " (was " + end.was() + ")."
                        + (isPlannedAnew()
                                ? " Its learning rates are planned anew for that end, so the parameters differ from"
                                        + " those of a run that had this end from the start."
                                : "")));
    }

    private boolean isPlannedAnew() {
        Map<String, String> networks = networks();
        return plans.values().stream()
                .map(TrainPlan::definition)
                .anyMatch(now -> now.configuration().contains(PLANNED_SCHEDULE)
                        && !now.configuration().equals(networks.get(now.name())));
    }

    private void print(
            PrintWriter out, String from, String name, TrainPlan plan, OnChange onChange, String consequence) {
        String changes = differences(name, plan).stream()
                .filter(difference -> difference.setting().onChange() == onChange)
                .map(Difference::toString)
                .collect(Collectors.joining(", "));
        if (!changes.isEmpty()) {
            out.println(from + changes + consequence);
        }
    }
}
