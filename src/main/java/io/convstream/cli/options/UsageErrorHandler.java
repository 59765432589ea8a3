package io.convstream.cli.options;

import io.convstream.failure.Failure;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints a usage error in one sentence, with the line of the configuration file and the nearest valid name. */
public record UsageErrorHandler(ConfigDefaults config) implements IParameterExceptionHandler {

    /** Picocli's message about an unknown enum value; its exception holds neither the names nor the value. */
    private static final Pattern UNKNOWN_VALUE = Pattern.compile("expected one of \\[(.*)].* but was '(.*)'");

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        if (failure.getCause() instanceof UncheckedIOException unreachable) {
            command.getErr().println("convstream: " + Failure.of(unreachable).sentence());
            return CommandLine.ExitCode.SOFTWARE;
        }
        String place = config.origin(failure.getArgSpec(), failure.getValue());
        command.getErr().println("convstream: " + place + failure.getMessage() + suggestion(failure));
        command.getErr().println("Run '" + command.getCommandSpec().qualifiedName() + " --help' for the options.");
        return CommandLine.ExitCode.USAGE;
    }

    private static String suggestion(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return suggestion(unmatched);
        }
        Matcher unknown = UNKNOWN_VALUE.matcher(String.valueOf(failure.getMessage()));
        return unknown.find()
                ? Suggestion.didYouMean(
                        unknown.group(2), List.of(unknown.group(1).split(", ")))
                : "";
    }

    /** The nearest option or command as a question; empty if none is near. */
    static String suggestion(UnmatchedArgumentException unmatched) {
        String given = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        CommandSpec command = unmatched.getCommandLine().getCommandSpec();
        return Suggestion.didYouMean(
                given,
                given.startsWith("-")
                        ? command.optionsMap().keySet()
                        : command.subcommands().keySet());
    }
}
