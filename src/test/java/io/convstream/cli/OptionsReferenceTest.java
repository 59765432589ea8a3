package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/options.md lists every option of every command. */
final class OptionsReferenceTest {

    private static final Path PAGE = Path.of("docs/options.md");
    private static final String UPDATE = "convstream.update-docs";

    @Test
    void thePageListsTheOptionsOfTheCode() throws IOException {
        String expected = OptionsReference.of(Convstream.commandLine());
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE)
                .as("Update it with: mvn test -Dtest=OptionsReferenceTest -D%s=true", UPDATE)
                .hasContent(expected);
    }
}
