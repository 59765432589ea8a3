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
    private static final int MAX_LINES = 270;

    @Test
    void noFileIsLong() throws IOException {
        Map<Path, Integer> lines = lines();
        lines.values().removeIf(count -> count <= MAX_LINES);
        assertThat(lines).as("files of more than %d lines", MAX_LINES).isEmpty();
    }

    /** Its text begins with the name of a class: Reason.of puts it in words. */
    @Test
    void noSentenceHoldsAnExceptionAsItIs() throws IOException {
        assertThat(lines().keySet())
                .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern("\\+ e(,|\\)| \\+)"));
    }

    @Test
    void everyPackageIsDescribed() throws IOException {
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
