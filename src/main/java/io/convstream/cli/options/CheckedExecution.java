package io.convstream.cli.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Checks the options of a command, then runs it.
 *
 * <p>Picocli itself refuses repeated options outside argument groups only: inside a group, a repeated option starts a new
 * instance of the group and loses the values of its other options. Ranges are checked here rather than in setters because
 * some depend on other options.
 */
public final class CheckedExecution implements IExecutionStrategy {

    private final IExecutionStrategy next = new RunLast();

    @Override
    public int execute(ParseResult parsed) {
        checkRepeated(parsed);
        ParseResult last = last(parsed);
        if (last.commandSpec().userObject() instanceof CheckedCommand command && !last.isUsageHelpRequested()) {
            command.checks().forEach(check -> check.check(last.commandSpec()));
        }
        return next.execute(parsed);
    }

    /**
     * Refuses repeated options.
     *
     * @throws OverwrittenOptionException naming the option and its values
     */
    public static void checkRepeated(ParseResult parsed) {
        Map<OptionSpec, List<String>> values = new LinkedHashMap<>();
        for (ParseResult level = parsed; level != null; level = level.subcommand()) {
            for (OptionSpec option : level.matchedOptionsSet()) {
                if (option.isMultiValue()) {
                    continue;
                }
                long times =
                        level.matchedOptions().stream().filter(option::equals).count();
                List<String> originals = option.originalStringValues();
                // An inherited option is accepted both before and after the name of a command.
                List<String> all = values.computeIfAbsent(
                        option.inherited() ? (OptionSpec) option.root() : option, first -> new ArrayList<>());
                all.addAll(originals.subList(originals.size() - (int) times, originals.size()));
                if (all.size() > 1) {
                    throw new OverwrittenOptionException(
                            level.commandSpec().commandLine(), option, sentence(option, all));
                }
            }
        }
    }

    /** The innermost subcommand, which is the one that runs. */
    public static ParseResult last(ParseResult parsed) {
        return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
    }

    private static String sentence(OptionSpec option, List<String> values) {
        String number = values.size() == 2 ? "twice" : values.size() + " times";
        boolean flag = option.arity().max() == 0;
        return option.longestName() + " is given " + number + (flag ? "" : " (" + String.join(", ", values) + ")")
                + ": give it once";
    }
}
