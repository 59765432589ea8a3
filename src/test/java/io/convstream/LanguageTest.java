package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documentation, comments and messages use the terms of Flink, Kafka and deep learning, in American spelling. */
final class LanguageTest {

    /** Comments, text blocks and string literals of a Java file. */
    private static final Pattern JAVA_TEXT =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);

    private static final Map<Pattern, String> AVOIDED = avoided(
            "pictures?", "image",
            "distort\\w*", "augment",
            "mirrored borders?", "reflect padding",
            "go(?:es|ing)? on|went on", "continue, resume",
            "tell(?:s|ing)?|told", "print, report, say",
            "so many", "a number of",
            "by heart", "overfit",
            "g[ia]v(?:es?|ing) way", "skip",
            "as far as", "until, if",
            "wants?|wanted", "need",
            "asks?|asked|asking", "request, check",
            "(?:stands?|stood|standing)(?! for\\b)", "be, remain",
            "(?:comes?|came|coming)(?! (?:first|last)\\b)", "arrive, follow, be",
            "whoever|whom|somebody|nobody", "the user, the client, none",
            "learners?", "trainer",
            "teams?", "replica group",
            "meetings?", "barrier",
            "rooms?", "package, space",
            "learnt", "learned",
            "beyond what", "more than",
            "where (?:there|it|they|nothing|none|no|one|that|this) \\w+", "if",
            "optimis\\w*", "optimiz…",
            "normalis\\w*|standardis\\w*|serialis\\w*|initialis\\w*", "-iz…",
            "colou?r(?<!color)(?:s|ed)?", "color",
            "(?:behav|neighb)our\\w*", "behavior, neighbor",
            "labelled|grey|centred?", "labeled, gray, center");

    /** Old names: in the list of changes, in hints for old options, in old files. */
    private static final Set<String> EXCEPTIONS = Set.of(
            "CHANGELOG.md: --distort",
            "CHANGELOG.md: --picture-size",
            "src/main/java/io/convstream/network/ModelSignature.java: picture",
            "src/test/java/io/convstream/network/ModelFileTest.java: picture",
            "src/test/java/io/convstream/cli/ClassesTest.java: picture",
            "src/main/java/io/convstream/cli/options/Suggestion.java: --distort",
            "src/main/java/io/convstream/cli/options/Suggestion.java: --picture-size");

    private static Map<Pattern, String> avoided(String... wordsAndReplacements) {
        Map<Pattern, String> avoided = new LinkedHashMap<>();
        for (int i = 0; i < wordsAndReplacements.length; i += 2) {
            avoided.put(
                    Pattern.compile(
                            "(?:--)?\\b(?:" + wordsAndReplacements[i] + ")\\b[\\w-]*", Pattern.CASE_INSENSITIVE),
                    wordsAndReplacements[i + 1]);
        }
        return avoided;
    }

    @Test
    void textsUseTheTermsOfTheField() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            String content = Files.readString(file);
            for (MatchResult text : texts(file, content)) {
                AVOIDED.forEach((word, replacement) -> word.matcher(text.group())
                        .results()
                        .filter(hit -> !EXCEPTIONS.contains(file + ": " + hit.group()))
                        .forEach(hit -> found.add("%s:%d: \"%s\"; use: %s"
                                .formatted(
                                        file, line(content, text.start() + hit.start()), hit.group(), replacement))));
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<MatchResult> texts(Path file, String content) {
        Pattern text = file.toString().endsWith(".java") ? JAVA_TEXT : Pattern.compile(".+", Pattern.DOTALL);
        return text.matcher(content).results().toList();
    }

    private static long line(String content, int offset) {
        return 1 + content.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(DocsTest.pages());
        files.addAll(List.of(
                Path.of("convstream"),
                Path.of("docker-compose.yml"),
                Path.of("docs/events.schema.json"),
                Path.of("docs/run.schema.json"),
                Path.of("docs/attempts.schema.json")));
        for (String folder :
                List.of("src/main", "src/test", "src/bench", "src/docker", "src/kubernetes", "flink-conf")) {
            try (Stream<Path> walk = Files.walk(Path.of(folder))) {
                walk.filter(file -> file.toString().matches(".*\\.(java|ya?ml|html|js)|.*Dockerfile"))
                        .filter(file -> !file.endsWith("LanguageTest.java"))
                        .forEach(files::add);
            }
        }
        return files;
    }
}
