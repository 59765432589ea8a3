package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in docker-compose.yml exist and have the options that it uses. */
class ComposeCommandsTest {

    @ParameterizedTest
    @ValueSource(strings = {"feeder", "trainer"})
    void theCommandOfAServiceIsValid(String service) throws IOException {
        JsonNode command = new YAMLMapper()
                .readTree(Path.of("docker-compose.yml").toFile())
                .path("services")
                .path(service)
                .path("command");
        String[] arguments = StreamSupport.stream(command.spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
        assertThat(Convstream.commandLine(arguments).parseArgs(arguments).hasSubcommand())
                .isTrue();
    }
}
