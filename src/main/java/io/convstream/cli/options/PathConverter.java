package io.convstream.cli.options;

import io.convstream.storage.LocalPath;
import io.convstream.storage.StoragePath;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** Parses paths for picocli, which adds the name of the option. */
public final class PathConverter {

    private PathConverter() {}

    /** Parses the path of a file that must be local. */
    public static Path local(String text) {
        return converted(text, LocalPath::parse);
    }

    /** Parses a path on any file system that Flink knows. */
    public static StoragePath storage(String text) {
        return converted(text, LauncherFiles::storagePath);
    }

    private static <T> T converted(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
