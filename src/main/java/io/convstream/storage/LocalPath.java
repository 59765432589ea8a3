package io.convstream.storage;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses a local path, plain or as a {@code file:} URI; refuses other schemes. */
public final class LocalPath {

    /** A scheme has at least two letters: one letter is a Windows drive. */
    static final Pattern URI_FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(/.*)");

    private LocalPath() {}

    /**
     * Parses a local path.
     *
     * @throws IllegalArgumentException in one sentence, if it is not a local path
     */
    public static Path parse(String text) {
        Matcher uri = URI_FORM.matcher(text);
        if (!uri.matches()) {
            return path(text);
        }
        String location = uri.group(2);
        if (!uri.group(1).toLowerCase(Locale.ROOT).equals("file")) {
            throw new IllegalArgumentException("'" + text
                    + "' is not on a local file system: this must be a local path, " + "plain or as file:///…");
        }
        if (location.startsWith("//")) {
            location = location.substring(2);
            if (!location.startsWith("/")) {
                throw new IllegalArgumentException("'" + text + "' names a host: write file:///PATH");
            }
        }
        Path literal = path(location);
        return location.indexOf('%') < 0 || Files.exists(literal) ? literal : decoded(text, location);
    }

    /** Flink prints file URIs without percent-encoding, other programs with it. */
    private static Path decoded(String text, String location) {
        try {
            return path(URI.create(location.replace(" ", "%20")).getPath());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a valid URI: write the path without file:", e);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not a valid path: " + e.getReason(), e);
        }
    }
}
