package io.convstream.cli.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The valid name nearest to an unknown one, by prefix, edit distance, or the vocabulary of other tools. */
final class Suggestion {

    /** Names in other tools, where edit distance does not find ours. */
    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("--batch", "--batch-size"),
            Map.entry("--bs", "--batch-size"),
            Map.entry("--input-size", "--image-size"),
            Map.entry("--num-workers", "--prepare-parallelism"),
            Map.entry("--optimizer", "--updater"),
            Map.entry("--output", "--run"),
            Map.entry("--output-dir", "--run"),
            Map.entry("--patience", "--early-stopping-patience"),
            Map.entry("--scheduler", "--schedule"),
            Map.entry("--validation-split", "--val-split"),
            Map.entry("--weight-decay", "--l2"),
            Map.entry("--workers", "--prepare-parallelism"),
            // names of earlier versions
            Map.entry("--average-decay", "--ema-decay"),
            Map.entry("--bad", "--corrupt"),
            Map.entry("--border", "--padding"),
            Map.entry("--distort", "--augment"),
            Map.entry("--picture-size", "--image-size"),
            Map.entry("--stop-after", "--early-stopping-patience"),
            Map.entry("--until", "--bounded"),
            Map.entry("--views", "--tta"));

    private Suggestion() {}

    /** Completes an error message with a question; empty if no name is near. */
    static String didYouMean(String given, Collection<String> names) {
        return of(given, names).map(name -> ". Did you mean " + name + "?").orElse("");
    }

    static Optional<String> of(String given, Collection<String> names) {
        String synonym = SYNONYMS.get(given);
        if (synonym != null && names.contains(synonym)) {
            return Optional.of(synonym);
        }
        String word = given.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name ->
                        name.startsWith(word) || word.startsWith(name) || distance(word, name) <= maxDistance(word))
                .min(Comparator.comparingInt(name -> distance(word, name)));
    }

    private static int maxDistance(String word) {
        return (word.length() + 2) / 3;
    }

    /** Levenshtein distance. */
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
