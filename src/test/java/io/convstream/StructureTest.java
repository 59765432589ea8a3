package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits that hint at code that does too much; if one is exceeded, review the code before the limit. */
final class StructureTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final int MOST_LINES = 250;

    @Test
    void no_file_is_long() throws IOException {
        Map<Path, Integer> lines = lines();
        lines.values().removeIf(count -> count <= MOST_LINES);
        assertThat(lines).as("files of more than %d lines", MOST_LINES).isEmpty();
    }

    /** Its text begins with the name of a class: Reason.of puts it in words. */
    @Test
    void no_sentence_holds_an_exception_as_it_is() throws IOException {
        assertThat(lines().keySet())
                .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern("\\+ e(,|\\)| \\+)"));
    }

    @Test
    void every_package_is_described() throws IOException {
        assertThat(lines().keySet().stream().map(Path::getParent).collect(Collectors.toSet()))
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java")).exists());
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
