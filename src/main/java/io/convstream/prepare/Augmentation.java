package io.convstream.prepare;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far a training image may differ from its original. */
public enum Augmentation {
    /** Random crop, flip, brightness and contrast. */
    TUTORIAL,
    /** Random crop and flip. */
    LIGHT,
    /** The central crop: what evaluation sees. */
    NONE;

    /** Reads {@code tutorial}, {@code light} or {@code none}, in small letters or capitals. */
    public static Augmentation parse(String word) {
        return Arrays.stream(values())
                .filter(augmentation -> augmentation.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown augmentation '" + word + "': it is one of "
                        + Arrays.stream(values()).map(Augmentation::toString).collect(Collectors.joining(", "))));
    }

    /** The word that {@link #parse} reads. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
