package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.cli.options.CheckedExecution;
import io.convstream.cli.options.ModelOption;
import io.convstream.cli.options.TrainArguments;
import io.convstream.prepare.Augmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Options from the command line, from a file, and their defaults. */
final class TrainCommandTest {

    @TempDir
    private Path folder;

    @Test
    void theOnlyModelIsNamedAfterItsNetwork() {
        assertThat(ModelOption.alone("vgg8").name()).isEqualTo("vgg8");
        assertThat(ModelOption.alone("/networks/my net/small-1.json").name()).isEqualTo("small-1");
        assertThat(ModelOption.alone("C:\\networks\\small.json").name()).isEqualTo("small");
        assertThat(ModelOption.alone("größer.json").name()).isEqualTo("model");
    }

    @Test
    void defaults() {
        TrainArguments train = parse("train");
        assertThat(train.model.batchSize).isNull();
        assertThat(train.model.towers).isNull();
        assertThat(train.model.seed).isEqualTo(1);
        assertThat(train.model.models).isEmpty();
        assertThat(train.optimizer.recipe).isNull();
        assertThat(train.optimizer.learningRate).isNull();
        assertThat(train.job.checkpointInterval).isEqualTo(Duration.ofSeconds(30));
        assertThat(train.evaluation.evaluateParallelism).isEqualTo(1);
        assertThat(train.output.logEvery).isEqualTo(10);
        assertThat(train.output.summaryEvery).isEqualTo(100);
        assertThat(train.output.noTensorBoard).isFalse();
    }

    @Test
    void aDurationHasAUnit() {
        assertThat(parse("train", "--checkpoint-interval", "500ms").job.checkpointInterval)
                .isEqualTo(Duration.ofMillis(500));
        assertThat(parse("train", "--checkpoint-interval", "2m").job.checkpointInterval)
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(parse("train", "--checkpoint-interval", "2 min").job.checkpointInterval)
                .isEqualTo(Duration.ofMinutes(2));
        for (String value :
                List.of("10", "10 parsecs", "1.5h", "99999999999999999999s", "99999999999h", "999999999999999999h")) {
            assertThatThrownBy(() -> parse("train", "--checkpoint-interval", value))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("'" + value + "' is not a duration");
        }
    }

    @Test
    void aModelMayHaveOptionsOfItsOwn() {
        assertThat(parse("train", "--model", "a=cifar10;seed=2;learning-rate=0.1", "--model", "b=my.json").model.models)
                .containsExactly(
                        new ModelOption("a", "cifar10", Map.of("seed", "2", "learning-rate", "0.1")),
                        new ModelOption("b", "my.json", Map.of()));
    }

    @Test
    void aRefusedModelNamesTheWrongPart() {
        assertThatThrownBy(() -> parse("train", "--model", "a=cifar10;epochs=2"))
                .hasMessageContaining("'epochs' in 'a=cifar10;epochs=2' is not an option of a model");
        assertThatThrownBy(() -> parse("train", "--model", "cifar10"))
                .hasMessageContaining("is not of the form NAME=NETWORK");
        assertThatThrownBy(() -> parse("train", "--model", "a/b=cifar10"))
                .hasMessageContaining("'a/b' is not a valid model name");
        assertThatThrownBy(() -> parse("train", "--model", "a=x", "--model", "a=y"))
                .hasMessageContaining("--model must be of a different name each time");
    }

    @Test
    void theCommandLineOverridesTheFile() throws IOException {
        Path file = config("""
                # how we train
                epochs: 3
                seed: 7
                learning-rate: 1e-2
                augment: LIGHT
                model: ["a=cifar10;seed=2", b=my.json]
                """);
        TrainArguments train = parse("train", "--seed", "8", "--config", file.toString());
        assertThat(train.data.epochs).isEqualTo(3);
        assertThat(train.data.augment).isEqualTo(Augmentation.LIGHT);
        assertThat(train.model.seed).isEqualTo(8);
        assertThat(train.model.models).extracting(ModelOption::name).containsExactly("a", "b");
        assertThat(train.optimizer.learningRate).isEqualTo(0.01);
    }

    @Test
    void modelsOnTheCommandLineReplaceThoseOfTheFile() throws IOException {
        Path file = config("model: a=cifar10\n");
        assertThat(parse("train", "--model", "b=cifar10", "--config", file.toString()).model.models)
                .extracting(ModelOption::name)
                .containsExactly("b");
    }

    @Test
    void aFileMayUseAnyNameOfAnOptionButOnlyOne() throws IOException {
        for (String name : List.of("kafka-properties", "source-properties")) {
            Path file = config(name + ": secret\n");
            assertThat(parse("train", "--config", file.toString()).kafka.properties)
                    .isEqualTo(Path.of("secret"));
        }
        Path both = config("kafka-properties: a\nsource-properties: b\n");
        assertThatThrownBy(() -> parse("train", "--config", both.toString()))
                .hasMessageContaining("by another name: give it once");
    }

    private Path config(String yaml) throws IOException {
        return Files.writeString(folder.resolve("train.yaml"), yaml);
    }

    private static TrainArguments parse(String... arguments) {
        CommandLine.ParseResult parsed = Convstream.commandLine(arguments).parseArgs(arguments);
        TrainCommand train = (TrainCommand) parsed.subcommand().commandSpec().userObject();
        train.checks()
                .forEach(check -> check.check(CheckedExecution.last(parsed).commandSpec()));
        return train.arguments;
    }
}
