package io.convstream.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How new versions of a model are deployed, and the versions in use.
 *
 * @param answer the version that answers; null: none yet
 * @param candidate see {@link Plan}
 * @param previous the version that answered before; null: none
 * @param mode what happens with new versions
 * @param percent of a canary
 * @param pinned whether new versions are not deployed
 * @param newestStep the highest announced step
 * @param known the most recent usable versions, oldest first
 */
record Rollout(
        @Nullable Version answer,
        @Nullable Version candidate,
        @Nullable Version previous,
        Mode mode,
        int percent,
        boolean pinned,
        long newestStep,
        List<Version> known) {

    /** What happens with new versions. */
    enum Mode {
        DIRECT,
        SHADOW,
        CANARY
    }

    /** A model without a version. */
    static final Rollout NEW = new Rollout(null, null, null, Mode.DIRECT, 0, false, -1, List.of());

    /**
     * The result of a command.
     *
     * @param after the rollout after it, the same if it was refused
     * @param message a clause
     */
    record Result(Rollout after, boolean accepted, String message) {}

    /** Returns the plan; empty if there is no version yet. */
    Optional<Plan> plan() {
        return answer == null
                ? Optional.empty()
                : Optional.of(new Plan(answer, candidate, candidate == null ? 0 : percent, newestStep));
    }

    /** Returns whether a version answers or is a candidate. */
    boolean uses(Version version) {
        return isSame(answer, version) || isSame(candidate, version);
    }

    Rollout announced(long step) {
        return with(answer, candidate, previous, pinned, Math.max(newestStep, step), known);
    }

    /** Returns the rollout with a usable version, which it deploys as its mode says unless it is pinned. */
    Rollout deploy(Version version, int keep) {
        List<Version> versions = new ArrayList<>(known);
        versions.removeIf(other -> isSame(other, version));
        versions.add(version);
        List<Version> kept = List.copyOf(versions.subList(Math.max(0, versions.size() - keep), versions.size()));
        long newest = Math.max(newestStep, version.step());
        if (answer == null || (!pinned && mode == Mode.DIRECT)) {
            return with(version, null, answer, pinned, newest, kept);
        }
        return with(answer, pinned ? candidate : version, previous, pinned, newest, kept);
    }

    Result apply(Command command) {
        if (answer == null) {
            return refused("no version is deployed yet");
        }
        return switch (command.kind()) {
            case PIN -> pin(String.valueOf(command.version()));
            case UNPIN -> unpin();
            case ROLLBACK ->
                previous == null
                        ? refused("no version answered before")
                        : accepted(with(previous, null, answer, true, newestStep, known), "pinned to " + previous);
            case SHADOW -> accepted(in(Mode.SHADOW, 0), "new versions predict without answering");
            case CANARY ->
                accepted(
                        in(Mode.CANARY, command.percent()),
                        "new versions answer " + command.percent() + " % of the keys");
            case PROMOTE ->
                candidate == null
                        ? refused("there is no candidate")
                        : accepted(with(candidate, null, answer, pinned, newestStep, known), candidate + " answers");
            case DIRECT ->
                accepted(
                        new Rollout(answer, null, previous, Mode.DIRECT, 0, pinned, newestStep, known),
                        "new versions answer at once");
        };
    }

    private Result pin(String name) {
        List<Version> found =
                known.stream().filter(version -> version.isNamed(name)).toList();
        if (found.isEmpty()) {
            return refused("version " + name + " is not among the " + known.size() + " kept ones: " + known);
        }
        Version version = found.get(found.size() - 1);
        Version before = isSame(answer, version) ? previous : answer;
        return accepted(with(version, null, before, true, newestStep, known), "pinned to " + version);
    }

    private Result unpin() {
        if (!pinned) {
            return refused("it is not pinned");
        }
        Version newest = known.get(known.size() - 1);
        Rollout free = with(answer, candidate, previous, false, newestStep, known);
        return accepted(uses(newest) ? free : free.deploy(newest, known.size()), "new versions are deployed again");
    }

    private Rollout in(Mode other, int share) {
        return new Rollout(answer, candidate, previous, other, share, pinned, newestStep, known);
    }

    private Rollout with(
            @Nullable Version answers,
            @Nullable Version tried,
            @Nullable Version before,
            boolean isPinned,
            long newest,
            List<Version> versions) {
        return new Rollout(answers, tried, before, mode, percent, isPinned, newest, versions);
    }

    private Result accepted(Rollout after, String message) {
        return new Result(after, true, message);
    }

    private Result refused(String reason) {
        return new Result(this, false, reason);
    }

    private static boolean isSame(@Nullable Version one, Version two) {
        return one != null && one.sha256().equals(two.sha256());
    }
}
