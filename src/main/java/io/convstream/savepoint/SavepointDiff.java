package io.convstream.savepoint;

import io.convstream.ingest.SourcePosition;
import io.convstream.network.TrainerState;
import io.convstream.train.SavedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The differences of two checkpoints or savepoints, one line for each. Their ids, sizes and times do not count. */
public final class SavepointDiff {

    private final List<String> lines = new ArrayList<>();

    private SavepointDiff() {}

    /**
     * Compares two. Holds the models of the first in memory, and one of the second.
     *
     * @return empty if they hold the same
     * @throws io.convstream.failure.UsageException if one cannot be read
     */
    public static List<String> of(Savepoint first, Savepoint second) {
        var diff = new SavepointDiff();
        Map<String, SavedModel> before = new TreeMap<>();
        first.forEachModel(before::put);
        Map<String, List<String>> models = new TreeMap<>();
        second.forEachModel((name, model) -> models.put(name, compare(name, before.remove(name), model)));
        before.keySet().forEach(name -> models.put(name, List.of("model " + name + ": only in the first")));
        models.values().forEach(diff.lines::addAll);
        diff.compare(first.contents(List.of()), second.contents(List.of()));
        return diff.lines;
    }

    private static List<String> compare(String name, @Nullable SavedModel first, SavedModel second) {
        String model = "model " + name;
        if (first == null) {
            return List.of(model + ": only in the second");
        }
        var diff = new SavepointDiff();
        TrainerState was = first.trainer();
        TrainerState is = second.trainer();
        diff.compare(model + ": step", was.step(), is.step());
        diff.compare(model + ": images", first.images(), second.images());
        diff.compare(model + ": epoch", first.epoch(), second.epoch());
        diff.compare(model + ": next sequence number", first.next(), second.next());
        diff.compare(model + ": images that wait for the next batch", first.waiting(), second.waiting());
        diff.compare(model + ": images out of order", first.early(), second.early());
        diff.compare(model + ": towers", was.towers(), is.towers());
        diff.compare(model + ": failure", failure(first), failure(second));
        if (!was.configuration().equals(is.configuration())) {
            diff.lines.add(model + ": network, optimizer or schedule differ");
        }
        diff.compareFingerprints(
                model, first.fingerprint().values(), second.fingerprint().values());
        diff.compare(model + ": parameters", was.parameters(), is.parameters());
        diff.compare(model + ": EMA", was.averages(), is.averages());
        diff.compare(model + ": updater", was.updater(), is.updater());
        return diff.lines;
    }

    /** Compares each setting that one of them records. */
    private void compareFingerprints(String model, Map<String, String> first, Map<String, String> second) {
        Set<String> settings = new TreeSet<>(first.keySet());
        settings.addAll(second.keySet());
        settings.forEach(
                setting -> compare(model + ": fingerprint: " + setting, first.get(setting), second.get(setting)));
    }

    private static @Nullable String failure(SavedModel model) {
        return model.failure() == null ? null : model.failure().message();
    }

    private void compare(SavepointContents first, SavepointContents second) {
        SourcePosition was = first.source();
        SourcePosition is = second.source();
        if (was == null
                || is == null
                || (was.partitions().isEmpty() && is.partitions().isEmpty())) {
            compare("source: next record", was == null ? null : was.next(), is == null ? null : is.next());
        } else {
            Map<String, String> offsets = offsets(is);
            offsets(was).forEach((partition, offset) -> compare(partition, offset, offsets.remove(partition)));
            offsets.forEach((partition, offset) -> compare(partition, null, offset));
        }
        compare("shuffle buffer: records", fill(first), fill(second));
        compare("shuffle buffer: next sequence number", next(first), next(second));
    }

    private static Map<String, String> offsets(SourcePosition position) {
        Map<String, String> offsets = new TreeMap<>();
        position.partitions()
                .forEach(partition -> offsets.put(
                        "source: topic " + partition.topic() + ", partition " + partition.partition() + ": offset",
                        partition.next() + (partition.epoch() == 0 ? "" : " of epoch " + partition.epoch())));
        return offsets;
    }

    private static @Nullable Integer fill(SavepointContents contents) {
        return contents.shuffle() == null ? null : contents.shuffle().fill();
    }

    private static @Nullable Long next(SavepointContents contents) {
        return contents.shuffle() == null ? null : contents.shuffle().nextSequence();
    }

    private void compare(String what, @Nullable Object first, @Nullable Object second) {
        if (!Objects.equals(first, second)) {
            lines.add(what + " " + text(first) + " -> " + text(second));
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Number number) {
            return String.format(Locale.ROOT, "%,d", number.longValue());
        }
        return value == null ? "none" : value.toString();
    }

    /** Compares bits, so that NaN equals itself, and 0 does not equal -0. */
    private void compare(String what, float[] first, float[] second) {
        if (first.length != second.length) {
            compare(what + ": values", first.length, second.length);
            return;
        }
        int different = 0;
        double largest = 0;
        for (int i = 0; i < first.length; i++) {
            if (Float.floatToRawIntBits(first[i]) != Float.floatToRawIntBits(second[i])) {
                different++;
                largest = Math.max(largest, Math.abs((double) first[i] - second[i]));
            }
        }
        if (different > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d values differ (max |d| %.3g)",
                    what,
                    different,
                    first.length,
                    largest));
        }
    }
}
