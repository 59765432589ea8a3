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
 * The classes of a set of images or of a model. Two of them fit if they have the same names; a label is only the place
 * of a name in one of them.
 *
 * @param owner whose classes these are, as a sentence names it
 * @param names in label order; blank if only the label is known
 * @param complete whether there are no other classes; false for a topic, whose messages name some
 */
public record ClassNames(String owner, List<String> names, boolean complete) {

    /** An evaluation counts the square of this. */
    public static final int MAX_CLASSES = 10_000;

    /** File systems allow as much. */
    public static final int MAX_NAME_LENGTH = 255;

    private static final int LISTED = 5;

    public ClassNames {
        if (names.size() > MAX_CLASSES) {
            throw new IllegalArgumentException(owner + " has " + names.size() + " classes, more than the " + MAX_CLASSES
                    + " that a model can have");
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
        // They would break lines and the terminal.
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException(owner + " has a class name with a control character ("
                    + name.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?") + "): rename it");
        }
    }

    /** The classes of a set of images. */
    public static ClassNames of(String owner, ImageSet set) {
        return new ClassNames(owner, set.classNames(), set.knowsAllClasses());
    }

    /** These, with the names and classes of another set in place of those that are not known. */
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

    /** These, with a number as the name of each class that has none. */
    public ClassNames numbered() {
        List<String> all = IntStream.range(0, names.size())
                .mapToObj(label -> names.get(label).isBlank() ? "class " + label : names.get(label))
                .toList();
        return new ClassNames(owner, all, true);
    }

    /**
     * For each of these classes, the label of the same class in another set.
     *
     * @throws IllegalArgumentException naming the classes that only one of the two has
     */
    public int[] labelsIn(ClassNames other) {
        List<String> ours = names.stream().map(ClassNames::canonical).toList();
        List<String> theirs = other.names.stream().map(ClassNames::canonical).toList();
        List<String> onlyOurs = without(names, Set.copyOf(theirs));
        List<String> onlyTheirs = without(other.names, Set.copyOf(ours));
        if (!onlyOurs.isEmpty() || !onlyTheirs.isEmpty()) {
            throw new IllegalArgumentException(owner + " and " + other.owner + " have different classes: "
                    + (onlyOurs.isEmpty() ? "" : "only the first has " + listed(onlyOurs))
                    + (onlyOurs.isEmpty() || onlyTheirs.isEmpty() ? "" : ", ")
                    + (onlyTheirs.isEmpty() ? "" : "only the second has " + listed(onlyTheirs)));
        }
        Map<String, Integer> labels = new HashMap<>();
        theirs.forEach(name -> labels.put(name, labels.size()));
        return ours.stream().mapToInt(labels::get).toArray();
    }

    /**
     * Requires that another set has the same classes with the same labels.
     *
     * @throws IllegalArgumentException naming what differs
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

    /** The first few names of a longer list. */
    public static String listed(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
        return names.size() <= LISTED ? first : first + " and " + (names.size() - LISTED) + " more";
    }

    private static List<String> without(List<String> names, Set<String> others) {
        return names.stream().filter(name -> !others.contains(canonical(name))).toList();
    }

    /** Some file systems decompose accents. */
    private static String canonical(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }
}
