package io.convstream.cli;

import io.convstream.image.ClassNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The value of {@code --classes}: names with commas between them, or a file with one in each line. */
final class ClassesOption {

    static final String DESCRIPTION = "The class names in the order of the model's outputs, for models whose file does"
            + " not hold them (plain DL4J): NAME,NAME,… or a text file with one name in each line.";

    /** As many names as there can be, each of the greatest length. */
    private static final int LARGEST_FILE = ClassNames.MOST * (ClassNames.LONGEST * 3 + 2);

    private ClassesOption() {}

    static List<String> names(String value) {
        Stream<String> names = isFile(value) ? lines(Path.of(value)) : Stream.of(value.split(",", -1));
        List<String> found = names.map(String::strip).toList();
        if (found.stream().anyMatch(String::isEmpty)) {
            throw new UsageException("--classes " + value + " has an empty name: give a name for each class");
        }
        try {
            return new ClassNames("--classes", found, true).names();
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
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new UsageException("--classes " + file + " has more than " + LARGEST_FILE + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // Some editors begin a file with a byte order mark.
            return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .stripTrailing()
                    .lines();
        } catch (CharacterCodingException e) {
            throw new UsageException("--classes " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new UsageException("--classes " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
