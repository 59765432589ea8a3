package io.convstream.ingest.dataset;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts of ignored files and folders in an image folder, by reason. */
public final class IgnoredFiles {

    /** Reason for ignoring an entry of a folder. */
    enum Reason {
        HIDDEN("hidden entry", "hidden entries"),
        DANGLING("dangling link", "dangling links"),
        LOOP("link to a folder around it", "links to folders around them"),
        SPECIAL("special file", "special files"),
        OUTSIDE("file outside the class folders", "files outside the class folders"),
        OTHER_FOLDER("other folder", "other folders"),
        NO_IMAGES("folder without images", "folders without images");

        private final String singular;
        private final String plural;

        Reason(String singular, String plural) {
            this.singular = singular;
            this.plural = plural;
        }
    }

    private final Path root;
    private final Map<String, Integer> suffixes = new LinkedHashMap<>();
    private final Map<Reason, Integer> reasons = new LinkedHashMap<>();
    private final Map<Reason, String> examples = new LinkedHashMap<>();

    /**
     * Creates empty counts.
     *
     * @param root the folder that examples are named relative to
     */
    public IgnoredFiles(Path root) {
        this.root = root;
    }

    void add(Reason reason, Path entry) {
        reasons.merge(reason, 1, Integer::sum);
        examples.putIfAbsent(reason, root.relativize(entry).toString());
    }

    /** Counts a file whose suffix is not that of an image. */
    void addSuffix(String suffix) {
        suffixes.merge(suffix.isEmpty() ? "without suffix" : "." + suffix, 1, Integer::sum);
    }

    public boolean isEmpty() {
        return suffixes.isEmpty() && reasons.isEmpty();
    }

    /** Formats the counts, such as {@code 3 .webp, 1 dangling link (train/cat/9.jpg)}. */
    @Override
    public String toString() {
        Map<String, Integer> parts = new LinkedHashMap<>();
        suffixes.forEach((suffix, count) -> parts.put(count + " " + suffix, count));
        reasons.forEach((reason, count) -> parts.put(
                count == 1
                        ? count + " " + reason.singular + " (" + examples.get(reason) + ")"
                        : count + " " + reason.plural + " (" + examples.get(reason) + ", …)",
                count));
        return parts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }
}
