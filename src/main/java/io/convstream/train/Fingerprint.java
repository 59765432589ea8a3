package io.convstream.train;

import io.convstream.network.ModelDefinition;
import io.convstream.network.Networks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * The settings that determine the parameters of a model, as texts. Recorded in {@code run.json} and in checkpoints, and
 * compared when a run is resumed.
 *
 * @param values by {@link Setting#key()}, sorted
 */
@PublicEvolving
public record Fingerprint(Map<String, String> values) implements Serializable {

    /** No setting is known, as in checkpoints of older versions. */
    public static final Fingerprint UNKNOWN = new Fingerprint(Map.of());

    public Fingerprint {
        values = new TreeMap<>(values);
    }

    /** Returns a fingerprint with another value of a setting. */
    public Fingerprint with(Setting setting, Object value) {
        Map<String, String> changed = new TreeMap<>(values);
        changed.put(setting.key(), value.toString());
        return new Fingerprint(changed);
    }

    /** Returns a fingerprint with the settings of both; those of {@code other} win. */
    public Fingerprint and(Fingerprint other) {
        Map<String, String> both = new TreeMap<>(values);
        both.putAll(other.values);
        return new Fingerprint(both);
    }

    /** Returns the fingerprint with the engine, instruction set and ND4J that train a model on this machine. */
    public Fingerprint onThisMachine(ModelDefinition model) {
        return with(Setting.ENGINE, Networks.engine(model))
                .with(Setting.INSTRUCTION_SET, Networks.instructionSet())
                .with(Setting.ND4J, Networks.nd4jVersion());
    }

    /** Returns what differs on this machine from the one that wrote this fingerprint. */
    List<Difference> machineDifferences(TrainPlan plan) {
        return differences(plan.fingerprint().onThisMachine(plan.definition())).stream()
                .filter(difference -> difference.setting().onChange() == Setting.OnChange.PRINTED_BY_JOB)
                .toList();
    }

    /** Returns the value of a setting; null if it is not known. */
    @Nullable
    public String get(Setting setting) {
        return values.get(setting.key());
    }

    /** Returns the settings that are known in both and have other values in {@code now}, in the order of {@link Setting}. */
    public List<Difference> differences(Fingerprint now) {
        List<Difference> differences = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            String was = get(setting);
            String is = now.get(setting);
            if (was != null && is != null && !was.equals(is)) {
                differences.add(new Difference(setting, was, is));
            }
        }
        return differences;
    }

    /** A setting with another value than before. */
    public record Difference(Setting setting, String was, String is) {

        /** Returns the difference as a sentence without its end. */
        public String sentence() {
            return switch (setting) {
                case DATA -> "the training images are not those of the run (" + is + ", not " + was + ")";
                case IMAGE_SIZE -> "images are framed as " + is + ", not as " + was;
                default -> "the " + setting.noun() + " is " + is + ", not " + was;
            };
        }

        @Override
        public String toString() {
            return setting.noun() + " " + is + " (was " + was + ")";
        }
    }
}
