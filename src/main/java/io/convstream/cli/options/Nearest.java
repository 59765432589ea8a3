package io.convstream.cli.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds what a person may have meant. */
final class Nearest {

    /** What other tools call our options. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "--augment", "--augment",
            "--batch", "--batch-size",
            "--bs", "--batch-size",
            "--image-size", "--image-size",
            "--optimizer", "--updater",
            "--output", "--run",
            "--padding", "--padding",
            "--weight-decay", "--l2",
            "--workers", "--prepare-parallelism");

    private Nearest() {}

    /** As a question to end a sentence with; empty if no name is near. */
    static String question(String given, Collection<String> names) {
        return of(given, names).map(name -> ". Did you mean " + name + "?").orElse("");
    }

    static Optional<String> of(String given, Collection<String> names) {
        String elsewhere = ELSEWHERE.get(given);
        if (elsewhere != null && names.contains(elsewhere)) {
            return Optional.of(elsewhere);
        }
        String word = given.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> name.startsWith(word) || word.startsWith(name) || distance(word, name) <= most(word))
                .min(Comparator.comparingInt(name -> distance(word, name)));
    }

    private static int most(String word) {
        return (word.length() + 2) / 3;
    }

    /** Levenshtein's: how many letters to insert, to delete or to replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
