package io.convstream.image;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Class names of an image set or a model, in label order. Two of them match if they hold the same names in any order.
 *
 * @param owner the image set or model, as error messages name it
 * @param names in label order; blank if only the label is known
 * @param complete whether there are no other classes; false for a topic, whose messages name only some
 */
public record ClassNames(String owner, List<String> names, boolean complete) {

    /** Limits the confusion matrix of an evaluation, which is quadratic in the number of classes. */
    public static final int MAX_CLASSES = 10_000;

    /** Limit of a file name in common file systems, in characters. */
    public static final int MAX_NAME_LENGTH = 255;

    private static final int MAX_LISTED = 5;

    public ClassNames {
        if (names.size() > MAX_CLASSES) {
            throw new IllegalArgumentException(owner + " has " + names.size() + " classes, more than the " + MAX_CLASSES
                    + " that a model can have: merge or remove some");
        }
        Set<String> distinct = new HashSet<>();
        for (String name : names) {
            check(owner, name);
            if (!name.isBlank() && !distinct.add(canonical(name))) {
                throw new IllegalArgumentException(owner + " has two classes of the name " + name + ": rename one");
            }
        }
        names = List.copyOf(names);
    }

    private static void check(String owner, String name) {
        if (name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(owner + " has a class name of " + name.length() + " characters ("
                    + name.substring(0, 20) + "…): at most " + MAX_NAME_LENGTH + " are allowed");
        }
        // Control characters would garble lines and the terminal.
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException(owner + " has a class name with a control character ("
                    + name.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?") + "): rename it");
        }
    }

    /** Returns the classes of an image set. */
    public static ClassNames of(String owner, ImageSet set) {
        return new ClassNames(owner, set.classNames(), set.knowsAllClasses());
    }

    /** Returns these names, with unknown names and classes taken from {@code other}. */
    public ClassNames completedBy(ClassNames other) {
        if (complete) {
            return this;
        }
        Set<String> known = names.stream().map(ClassNames::canonical).collect(Collectors.toSet());
        List<String> all = new ArrayList<>(names);
        for (int label = 0; label < other.names.size(); label++) {
            String name = other.names.get(label);
            String unused = known.contains(canonical(name)) ? "" : name;
            if (label >= all.size()) {
                all.add(unused);
            } else if (all.get(label).isBlank()) {
                all.set(label, unused);
            }
        }
        return new ClassNames(owner, all, true);
    }

    /** Returns these names, with "class N" for label N if its name is blank. */
    public ClassNames numbered() {
        List<String> all = IntStream.range(0, names.size())
                .mapToObj(label -> names.get(label).isBlank() ? "class " + label : names.get(label))
                .toList();
        return new ClassNames(owner, all, true);
    }

    /**
     * Returns the label in {@code other} of each of these classes, in label order.
     *
     * @throws IllegalArgumentException naming the classes that only one of the two has
     */
    public int[] labelsIn(ClassNames other) {
        List<String> own = names.stream().map(ClassNames::canonical).toList();
        List<String> others = other.names.stream().map(ClassNames::canonical).toList();
        List<String> missingInOther = without(names, Set.copyOf(others));
        List<String> missingHere = without(other.names, Set.copyOf(own));
        if (!missingInOther.isEmpty() || !missingHere.isEmpty()) {
            throw new IllegalArgumentException(owner + " and " + other.owner + " have different classes: "
                    + (missingInOther.isEmpty() ? "" : "only the first has " + listed(missingInOther))
                    + (missingInOther.isEmpty() || missingHere.isEmpty() ? "" : ", ")
                    + (missingHere.isEmpty() ? "" : "only the second has " + listed(missingHere)));
        }
        Map<String, Integer> labels = new HashMap<>();
        others.forEach(name -> labels.put(name, labels.size()));
        return own.stream().mapToInt(labels::get).toArray();
    }

    /**
     * Checks that {@code other} has the same classes with the same labels.
     *
     * @throws IllegalArgumentException naming the classes that differ
     */
    public void requireSame(ClassNames other) {
        int[] labels = labelsIn(other);
        for (int label = 0; label < labels.length; label++) {
            if (labels[label] != label) {
                throw new IllegalArgumentException(owner + " and " + other.owner
                        + " have the same classes in another order: class " + label + " is " + names.get(label)
                        + " in the first and " + other.names.get(label) + " in the second");
            }
        }
    }

    /** Formats the first five names, and the number of the others. */
    public static String listed(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MAX_LISTED, names.size())));
        return names.size() <= MAX_LISTED ? first : first + " and " + (names.size() - MAX_LISTED) + " more";
    }

    private static List<String> without(List<String> names, Set<String> others) {
        return names.stream().filter(name -> !others.contains(canonical(name))).toList();
    }

    /** Composes accents, which some file systems store decomposed. */
    public static String canonical(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }
}
