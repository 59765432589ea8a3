package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A smell alarm: where it rings, look whether the code does too much, and only then whether the number is wrong. */
final class StructureTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final int MOST_LINES = 250;
    private static final int MEDIAN_LINES = 80;

    @Test
    void no_file_is_long() throws IOException {
        Map<Path, Integer> lines = lines();
        lines.values().removeIf(count -> count <= MOST_LINES);
        assertThat(lines).as("files of more than %d lines", MOST_LINES).isEmpty();
    }

    @Test
    void most_files_are_short() throws IOException {
        List<Integer> sorted = lines().values().stream().sorted().toList();
        assertThat(sorted.get(sorted.size() / 2)).as("median lines of a file").isLessThanOrEqualTo(MEDIAN_LINES);
    }

    /** Its text begins with the name of a class: Reason.of puts it in words. */
    @Test
    void no_sentence_holds_an_exception_as_it_is() throws IOException {
        assertThat(lines().keySet())
                .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern("\\+ e(,|\\)| \\+)"));
    }

    @Test
    void every_room_says_what_it_is_for() throws IOException {
        assertThat(lines().keySet().stream().map(Path::getParent).collect(Collectors.toSet()))
                .allSatisfy(
                        room -> assertThat(room.resolve("package-info.java")).exists());
    }

    private static Map<Path, Integer> lines() throws IOException {
        Map<Path, Integer> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                lines.put(file, Files.readAllLines(file).size());
            }
        }
        return lines;
    }
}
