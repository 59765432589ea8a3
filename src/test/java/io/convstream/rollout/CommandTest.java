package io.convstream.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTest {

    @Test
    void allFieldsAreRead() {
        assertThat(Command.parse(bytes("{\"command\":\"pin\",\"model\":\"a\",\"version\":\"12\"}")))
                .isEqualTo(new Command(Command.Kind.PIN, "a", "12", 0));
        assertThat(Command.parse(bytes("{\"command\":\"canary\",\"percent\":99}")))
                .isEqualTo(new Command(Command.Kind.CANARY, null, null, 99));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | a command has 1 to 10000 bytes of JSON, this message has 0",
                "[1] | the message is not a JSON object",
                "{ | the message is not JSON",
                "{\"command\":\"stop\"} | unknown command 'stop'; there are pin, unpin, rollback",
                "{\"command\":\"pin\"} | pin needs a version",
                "{\"command\":\"unpin\",\"version\":\"1\"} | only pin has a version",
                "{\"command\":\"canary\"} | canary needs a percent from 1 to 99",
                "{\"command\":\"canary\",\"percent\":100} | canary needs a percent from 1 to 99",
                "{\"command\":\"shadow\",\"percent\":5} | only canary has a percent",
                "{\"command\":\"shadow\",\"percnt\":5} | unknown field 'percnt'",
            })
    void anythingElseIsRefusedInASentence(String message, String sentence) {
        assertThatThrownBy(() -> Command.parse(bytes(message)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void aMessageWithoutAValueOrOfAnySizeIsRefused() {
        assertThatThrownBy(() -> Command.parse(null)).hasMessageContaining("has 0");
        assertThatThrownBy(() -> Command.parse(new byte[10_001])).hasMessageContaining("has 10001");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
