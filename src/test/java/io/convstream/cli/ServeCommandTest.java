package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.cli.options.CheckedExecution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class ServeCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"--label-ttl=2d", "--labeled=kafka://h:1/x", "--label-batch=5", "--drift-detector=none"})
    void anOptionOfLabelsRequiresLabels(String option) {
        String name = option.substring(0, option.indexOf('='));
        assertThatThrownBy(() -> check(option))
                .isInstanceOf(ParameterException.class)
                .hasMessage(name + " requires --labels: give it too, or leave out " + name);
        assertThatCode(() -> check(option, "--labels=kafka://h:1/labels")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "--label-ttl=999ms, '--label-ttl must be from 1s to 365d, not 999ms'",
        "--label-ttl=366d,  '--label-ttl must be from 1s to 365d, not 31622400000ms'",
        "--label-batch=0,   '--label-batch must be a whole number'"
    })
    void aValueOutsideItsRangeIsRefused(String option, String sentence) {
        assertThatThrownBy(() -> check(option, "--labels=kafka://h:1/labels"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void labelsAreOptional() {
        assertThatCode(ServeCommandTest::check).doesNotThrowAnyException();
    }

    private static void check(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "serve", "--source=kafka://h:1/images", "--predictions=kafka://h:1/answers", "--models=kafka://h:1/m"));
        arguments.addAll(List.of(options));
        String[] all = arguments.toArray(String[]::new);
        CommandLine.ParseResult parsed = Convstream.commandLine(all).parseArgs(all);
        var serve = (ServeCommand) parsed.subcommand().commandSpec().userObject();
        serve.checks()
                .forEach(check -> check.check(CheckedExecution.last(parsed).commandSpec()));
    }
}
