package io.convstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.cli.Convstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors in a configuration file name the file, the line and the option. */
final class ConfigFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "an unknown name   | lable-smoothing: 0 | unknown option 'lable-smoothing' of convstream train. "
                        + "Did you mean --label-smoothing?",
                "a file in a file  | config: other.yaml | unknown option 'config'",
                "no number         | epochs: many       | Invalid value for option '--epochs': 'many' is not an int",
                "out of range      | label-smoothing: 2 | --label-smoothing must be from 0 to below 1, not 2.0",
                "below 0           | l2: -1             | --l2 must be a finite number, 0 or more, not -1.0",
                "a name twice      | seed: 2            | 'seed' is given twice",
                "a nested map      | job: {port: 1}     | 'job' must have one value or a list of values",
                "no value          | epochs:            | 'epochs' must have one value or a list of values",
                "not YAML          | epochs: [1         | ",
            })
    void isRefused(String what, String line, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve("train.yaml"), "seed: 1\n" + line + "\n");
        assertThat(error("train", "--config", file.toString()))
                .as(what)
                .startsWith("convstream: " + file + ", line ")
                .contains(sentence == null ? "" : "line 2: " + sentence);
    }

    @Test
    void aListIsNotAFileOfOptions() throws IOException {
        Path file = Files.writeString(folder.resolve("train.yaml"), "- a\n- b\n");
        assertThat(error("train", "--config", file.toString())).contains("line 1: expected 'name: value'");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(error("train", "--config", "nowhere.yaml"))
                .startsWith("convstream: --config nowhere.yaml is not a file\n");
    }

    @Test
    void theOptionNeedsAFile() {
        assertThat(error("train", "--config")).contains("--config");
    }

    @Test
    void anErrorOnTheCommandLineDoesNotNameTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("train.yaml"), "seed: 1\nepochs: 4\n");
        assertThat(error("train", "--epochs", "0", "--config", file.toString()))
                .startsWith("convstream: --epochs must");
        assertThat(error("train", "--epochs", "x", "--config", file.toString())).startsWith("convstream: Invalid");
    }

    private static String error(String... arguments) {
        StringWriter error = new StringWriter();
        int exitCode =
                Convstream.commandLine(arguments).setErr(new PrintWriter(error)).execute(arguments);
        assertThat(exitCode).isEqualTo(2);
        return error.toString();
    }
}
