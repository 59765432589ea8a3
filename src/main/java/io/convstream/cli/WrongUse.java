package io.convstream.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user in one sentence what is wrong with the options, where it stands, and where help is. */
record WrongUse(ConfigDefaults config) implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String place = config.origin(failure.getArgSpec(), failure.getValue());
        command.getErr().println("convstream: " + place + failure.getMessage() + suggestion(failure));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for what there is.");
        return CommandLine.ExitCode.USAGE;
    }

    private static String suggestion(ParameterException failure) {
        return failure instanceof UnmatchedArgumentException unmatched ? nearest(unmatched) : "";
    }

    /** The nearest valid name as a question, or nothing where none is near. */
    static String nearest(UnmatchedArgumentException unmatched) {
        List<String> names = unmatched.getSuggestions();
        return names.isEmpty() ? "" : ". Did you mean " + names.get(0) + "?";
    }
}
