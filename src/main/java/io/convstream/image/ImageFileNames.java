package io.convstream.image;

import java.util.Locale;
import java.util.Set;

/** The image files that {@code prepare} decodes, by the ends of their names; see {@link ImageFormat}. */
public final class ImageFileNames {

    /** In lower case, without the dot. */
    public static final Set<String> SUFFIXES = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "dib");

    private ImageFileNames() {}

    /** Whether a file of this name is an image; upper and lower case are the same. */
    public static boolean isImage(String name) {
        return SUFFIXES.contains(suffix(name));
    }

    /** What follows the last dot of a name, in lower case; empty if there is no dot. */
    public static String suffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
