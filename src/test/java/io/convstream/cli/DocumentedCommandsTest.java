package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands in the documentation exist and have the options that it uses. */
class DocumentedCommandsTest {

    /** A command in a code block or in inline code; its comment does not belong to it. */
    private static final Pattern COMMAND =
            Pattern.compile("(?:^\\./|\\$ \\./|`(?:\\./)?)convstream ([^`#\\n]*)", Pattern.MULTILINE);

    private static final Pattern OPTION = Pattern.compile("(?<=^|[\\s\\[])(--[a-z][a-z-]*)");

    @Test
    void theCommandsOfTheDocumentationAreValid() throws IOException {
        List<String> wrong = new ArrayList<>();
        int commands = 0;
        for (Path page : pages()) {
            String text = Files.readString(page).replaceAll("\\\\\\n\\s*", " ");
            for (MatchResult found : COMMAND.matcher(text).results().toList()) {
                commands++;
                String command = found.group(1).strip();
                if (!isValid(command)) {
                    wrong.add(page + ": " + command);
                }
            }
        }
        assertThat(wrong).as("unknown commands or options").isEmpty();
        assertThat(commands).isGreaterThan(50);
    }

    private static boolean isValid(String text) {
        CommandLine command = Convstream.commandLine();
        for (String word : text.split("\\s+", -1)) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                break;
            }
            command = next;
        }
        if (command.getParent() == null) {
            return text.startsWith("--");
        }
        List<String> known = command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
        // 'bench' has commands and options of its own, in src/bench.
        return command.getCommandName().equals("bench")
                || OPTION.matcher(text).results().map(option -> option.group(1)).allMatch(known::contains);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
