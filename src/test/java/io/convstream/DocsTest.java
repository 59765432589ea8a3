package io.convstream;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links, classes and pages that the documentation and the sources refer to exist. */
final class DocsTest {

    private static final Path ROOT = Path.of("");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:Test|ITCase))`");
    private static final Pattern MAIN_CLASS =
            Pattern.compile("`(?:io\\.convstream\\.)?((?:[a-z]\\w*\\.)+)([A-Z]\\w+)`");
    private static final Pattern PAGE = Pattern.compile("docs/[\\w/-]+\\.(?:md|json)");

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(prose(page));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://") && !leads(page, target)) {
                    dead.add(page + ": " + target);
                }
            }
        }
        assertThat(dead).as("dead links").isEmpty();
    }

    private static boolean leads(Path page, String target) throws IOException {
        int anchor = target.indexOf('#');
        String path = anchor < 0 ? target : target.substring(0, anchor);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        return Files.exists(file) && (anchor < 0 || anchors(file).contains(target.substring(anchor + 1)));
    }

    /** The anchors that GitHub gives to the headings of a page. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(prose(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(toSet());
    }

    @Test
    void everyPageCanBeReachedFromTheReadme() throws IOException {
        Set<Path> reached = new TreeSet<>();
        List<Path> next = new ArrayList<>(List.of(Path.of("README.md")));
        while (!next.isEmpty()) {
            Path page = next.remove(0);
            if (reached.add(page) && page.toString().endsWith(".md")) {
                LINK.matcher(prose(page))
                        .results()
                        .map(link -> link.group(1).replaceAll("#.*", ""))
                        .filter(target -> !target.isEmpty() && !target.contains("://"))
                        .map(target -> page.resolveSibling(target).normalize())
                        .forEach(next::add);
            }
        }
        assertThat(pages()).isSubsetOf(reached);
    }

    @Test
    void namedClassesExist() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            if (page.toString().equals("CHANGELOG.md")) {
                continue;
            }
            TEST_CLASS
                    .matcher(Files.readString(page))
                    .results()
                    .map(name -> name.group(1) + ".java")
                    .filter(name -> !exists("src/test/java", name))
                    .forEach(name -> missing.add(page + ": " + name));
            MAIN_CLASS
                    .matcher(Files.readString(page))
                    .results()
                    .map(name -> name.group(1).replace('.', '/') + name.group(2) + ".java")
                    .filter(name -> !Files.exists(Path.of("src/main/java/io/convstream", name)))
                    .forEach(name -> missing.add(page + ": " + name));
        }
        assertThat(missing).as("classes that do not exist").isEmpty();
    }

    private static boolean exists(String folder, String name) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.anyMatch(file -> file.endsWith(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void pagesThatTheSourcesReferToExist() throws IOException {
        List<Path> sources =
                new ArrayList<>(List.of(Path.of("pom.xml"), Path.of("convstream"), Path.of("docker-compose.yml")));
        for (String folder : List.of("src", "flink-conf")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().matches(".*\\.(java|ya?ml|json|flags|properties)|.*Dockerfile"))
                        .forEach(sources::add);
            }
        }
        for (Path source : sources) {
            assertThat(PAGE.matcher(Files.readString(source)).results().map(page -> Path.of(page.group())))
                    .as("%s refers to", source)
                    .allSatisfy(page -> assertThat(page).exists());
        }
    }

    /** All Markdown files of the project. */
    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static String prose(Path page) throws IOException {
        return FENCE.matcher(Files.readString(page)).replaceAll("");
    }
}
