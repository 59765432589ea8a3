package io.convstream.cli.options;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Reads a path of this machine: plain, or with the scheme {@code file}. Every other scheme is refused. */
public final class LocalPath {

    /** At least two letters: one is a drive of Windows. */
    private static final Pattern URI_FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(/.*)");

    private LocalPath() {}

    /** For picocli, which names the option. */
    public static Path convert(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /**
     * Parses a path of this machine.
     *
     * @throws IllegalArgumentException in one sentence, if it is no path of this machine
     */
    public static Path parse(String text) {
        Matcher uri = URI_FORM.matcher(text);
        if (!uri.matches()) {
            return path(text);
        }
        String place = uri.group(2);
        if (!uri.group(1).toLowerCase(Locale.ROOT).equals("file")) {
            throw new IllegalArgumentException("'" + text + "' is not on a local file system: only local paths are "
                    + "supported, plain or as file:///…");
        }
        if (place.startsWith("//")) {
            place = place.substring(2);
            if (!place.startsWith("/")) {
                throw new IllegalArgumentException("'" + text + "' names a host: write file:///PATH");
            }
        }
        Path literal = path(place);
        return place.indexOf('%') < 0 || Files.exists(literal) ? literal : decoded(text, place);
    }

    /** Flink prints paths as they are, other programs as URIs. */
    private static Path decoded(String text, String place) {
        try {
            return path(URI.create(place.replace(" ", "%20")).getPath());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no valid URI: write the path without file:", e);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' cannot be a path on this machine: " + e.getReason(), e);
        }
    }
}
