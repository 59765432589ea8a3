package io.convstream.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.annotation.PublicEvolving;
import org.junit.jupiter.api.Test;

/** Compares docs/embedding.md with the code. */
final class EmbeddingPageTest {

    private final String page = Files.readString(Path.of("docs/embedding.md"));

    EmbeddingPageTest() throws IOException {}

    @Test
    void quotesTheExample() throws IOException {
        String program = Files.readString(Path.of("src/test/java/io/convstream/example/StripesJob.java"));
        assertThat(page).contains("```java\n" + program.substring(program.indexOf("/**")) + "```\n");
    }

    @Test
    void listsTheApi() {
        Set<String> annotated = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.convstream").stream()
                        .filter(type -> type.isAnnotatedWith(PublicEvolving.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed()).isEqualTo(annotated);
    }

    private Set<String> listed() {
        Set<String> types = new TreeSet<>();
        Pattern.compile("\\| `(io\\.convstream[a-z.]*)` \\| (.*) \\|")
                .matcher(page)
                .results()
                .forEach(row -> Pattern.compile("`(\\w+)`")
                        .matcher(row.group(2))
                        .results()
                        .map(MatchResult::group)
                        .forEach(type -> types.add(row.group(1) + "." + type.replace("`", ""))));
        return types;
    }
}
