package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.cli.options.CheckedExecution;
import io.convstream.cli.options.DriftReaction;
import io.convstream.cli.options.ModelOption;
import io.convstream.image.SkippedRecords;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParseResult;

/** Properties of every option of every command. */
final class EveryOptionTest {

    /** An option of a command. */
    private record Place(List<String> command, OptionSpec option) {

        @Override
        public String toString() {
            return String.join(" ", command) + " " + option.longestName();
        }

        String name() {
            return option.longestName();
        }

        /** A command line with all required options. */
        List<String> commandLine(List<String> arguments) {
            List<String> all = new ArrayList<>(command.subList(1, command.size()));
            all.addAll(arguments);
            CommandSpec spec = option.command();
            for (OptionSpec other : spec.options()) {
                if (other.required() && arguments.stream().noneMatch(given -> given.startsWith(other.longestName()))) {
                    all.addAll(given(other, other.longestName(), 0));
                }
            }
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                all.add(parameter.type() == JobID.class ? "0123456789abcdef0123456789abcdef" : "parameter");
            }
            return all;
        }
    }

    static Stream<Place> options() {
        List<Place> places = new ArrayList<>();
        collect(Convstream.commandLine(), List.of("convstream"), places);
        return places.stream();
    }

    private static void collect(CommandLine commandLine, List<String> path, List<Place> places) {
        for (OptionSpec option : commandLine.getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                places.add(new Place(path, option));
            }
        }
        commandLine.getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().userObject() instanceof CommandLine.HelpCommand) {
                return;
            }
            List<String> below = new ArrayList<>(path);
            below.add(name);
            collect(command, below, places);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void aRepeatedOptionIsRefusedUnlessItIsRepeatable(Place place) {
        OptionSpec option = place.option();
        List<String> arguments = new ArrayList<>(given(option, option.names()[0], 0));
        arguments.addAll(given(option, option.names()[option.names().length - 1], 1));
        List<String> twice = place.commandLine(arguments);
        if (option.isMultiValue()) {
            assertThatCode(() -> parse(twice)).doesNotThrowAnyException();
            return;
        }
        String values = option.arity().max() == 0 ? "" : " (" + value(option, 0) + ", " + value(option, 1) + ")";
        assertThatThrownBy(() -> parse(twice))
                .isInstanceOf(OverwrittenOptionException.class)
                .hasMessage(place.name() + " is given twice" + values + ": give it once");
    }

    @Test
    void anInheritedOptionIsAcceptedAnywhereButOnlyOnce() {
        assertThat(parse(List.of("cluster", "--dir=a", "stop")).findOption("--dir"))
                .isNotNull();
        assertThatThrownBy(() -> parse(List.of("cluster", "--dir=a", "stop", "--dir=b")))
                .hasMessage("--dir is given twice (a, b): give it once");
    }

    static Stream<Arguments> numbers() {
        return options()
                .filter(place -> isNumber(place.option()) && !place.name().equals("--seed"))
                .flatMap(place -> {
                    boolean whole = List.of("int", "long", "Integer", "Long")
                            .contains(place.option().type().getSimpleName());
                    return (whole
                                    ? Stream.of("-1", "2147483647", "99999999999999999999", "NaN", "1.5", "")
                                    : Stream.of("-1", "NaN", "Infinity", "-Infinity", "1e300", "x", ""))
                            .map(value -> Arguments.of(place, value));
                });
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("numbers")
    void aNumberOutOfRangeIsRefusedFirst(Place place, String value) {
        List<String> arguments = place.commandLine(List.of(place.name() + "=" + value));
        var err = new StringWriter();
        int exitCode = Convstream.commandLine().setErr(new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("convstream: ")
                .contains(place.name())
                .hasLineCount(2);
    }

    private static boolean isNumber(OptionSpec option) {
        Class<?> type = option.type();
        return !option.isMultiValue()
                && type != boolean.class
                && (type.isPrimitive() || Number.class.isAssignableFrom(type));
    }

    static Stream<List<Place>> commands() {
        return options()
                .collect(Collectors.groupingBy(Place::command, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void allOptionsTogetherKeepTheirValues(List<Place> places) {
        List<String> arguments = new ArrayList<>();
        places.forEach(place -> arguments.addAll(given(place.option(), place.name(), 0)));
        List<Place> repeatable =
                places.stream().filter(place -> place.option().isMultiValue()).toList();
        repeatable.forEach(place -> arguments.addAll(given(place.option(), place.name(), 1)));
        CommandSpec all = parse(places.get(0).commandLine(arguments));
        for (Place place : places) {
            List<String> alone = new ArrayList<>(given(place.option(), place.name(), 0));
            if (repeatable.contains(place)) {
                alone.addAll(given(place.option(), place.name(), 1));
            }
            Object expected =
                    parse(place.commandLine(alone)).findOption(place.name()).getValue();
            assertThat(all.findOption(place.name()).<Object>getValue())
                    .as(place.toString())
                    .isEqualTo(expected);
        }
    }

    /** The option as an argument. */
    private static List<String> given(OptionSpec option, String name, int variant) {
        return option.arity().max() == 0 ? List.of(name) : List.of(name + "=" + value(option, variant));
    }

    /** One of two valid values. */
    private static String value(OptionSpec option, int variant) {
        Class<?> type = option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return String.valueOf(constants[Math.min(variant, constants.length - 1)]);
        }
        if (type == Boolean.class) {
            return variant == 0 ? "true" : "false";
        }
        if (type == Duration.class) {
            return variant == 0 ? "20s" : "2m";
        }
        if (type == ModelOption.class) {
            return variant == 0 ? "a=tiny" : "b=tiny";
        }
        if (type == DriftReaction.class) {
            return variant == 0 ? "stop" : "learning-rate=3.0,steps=300";
        }
        if (type == SkippedRecords.class) {
            return variant == 0 ? "5-9" : "20";
        }
        boolean number = type.isPrimitive() || Number.class.isAssignableFrom(type);
        return number ? String.valueOf(5 + variant) : variant == 0 ? "one" : "two";
    }

    /** Parses the arguments for the command that runs. */
    private static CommandSpec parse(List<String> arguments) {
        ParseResult parsed = Convstream.commandLine().parseArgs(arguments.toArray(String[]::new));
        CheckedExecution.checkRepeated(parsed);
        return CheckedExecution.last(parsed).commandSpec();
    }
}
