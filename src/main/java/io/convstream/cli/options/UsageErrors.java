package io.convstream.cli.options;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user in one sentence what is wrong with the options, where it stands, and where help is. */
public record UsageErrors(ConfigDefaults config) implements IParameterExceptionHandler {

    /** Picocli's words for an unknown name; its exception holds neither the names nor the value. */
    private static final Pattern REFUSED_NAME = Pattern.compile("expected one of \\[(.*)].* but was '(.*)'");

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String place = config.origin(failure.getArgSpec(), failure.getValue());
        command.getErr().println("convstream: " + place + failure.getMessage() + suggestion(failure));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for what there is.");
        return CommandLine.ExitCode.USAGE;
    }

    private static String suggestion(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return nearest(unmatched);
        }
        Matcher refused = REFUSED_NAME.matcher(String.valueOf(failure.getMessage()));
        return refused.find()
                ? Nearest.question(refused.group(2), List.of(refused.group(1).split(", ")))
                : "";
    }

    /** The nearest valid name as a question, or nothing where none is near. */
    static String nearest(UnmatchedArgumentException unmatched) {
        String given = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        CommandSpec command = unmatched.getCommandLine().getCommandSpec();
        return Nearest.question(
                given,
                given.startsWith("-")
                        ? command.optionsMap().keySet()
                        : command.subcommands().keySet());
    }
}
