package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.storage.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Parses {@code --classes}: comma-separated names, or a text file with one name per line. */
public final class ClassesOption {

    public static final String DESCRIPTION =
            "The class names in the order of the model's outputs, for model files without names"
                    + " (plain DL4J): NAME,NAME,… or a text file with one name per line.";

    private ClassesOption() {}

    static List<String> names(String value) {
        Stream<String> lines = isFile(value) ? lines(Path.of(value)) : Stream.of(value.split(",", -1));
        List<String> names = lines.map(String::strip).toList();
        if (names.stream().anyMatch(String::isEmpty)) {
            throw new UsageException("--classes " + value + " has an empty name: give one name per class");
        }
        try {
            return new ClassNames("--classes", names, true).names();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isFile(String value) {
        try {
            return Files.isRegularFile(Path.of(value));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return TextFile.read(file).stripTrailing().lines();
        } catch (IOException e) {
            throw new UsageException("--classes: " + e.getMessage(), e);
        }
    }
}
