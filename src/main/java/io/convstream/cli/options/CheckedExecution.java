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
 * Runs a command if its options are right: each that has one value is given once, and in its range. Picocli refuses
 * repeated options too, but only outside argument groups: inside, it starts the group anew and loses the values of all
 * its options.
 */
public final class CheckedExecution implements IExecutionStrategy {

    private final IExecutionStrategy next = new RunLast();

    @Override
    public int execute(ParseResult parsed) {
        checkRepeated(parsed);
        ParseResult last = last(parsed);
        if (last.commandSpec().userObject() instanceof CheckedCommand command && !last.isUsageHelpRequested()) {
            command.ranges().forEach(range -> range.check(last.commandSpec()));
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
                List<String> given = option.originalStringValues();
                // An option that every command inherits may stand before the command's name and behind it.
                List<String> all = values.computeIfAbsent(
                        option.inherited() ? (OptionSpec) option.root() : option, first -> new ArrayList<>());
                all.addAll(given.subList(given.size() - (int) times, given.size()));
                if (all.size() > 1) {
                    throw new OverwrittenOptionException(
                            level.commandSpec().commandLine(), option, sentence(option, all));
                }
            }
        }
    }

    /** The part of the command that runs. */
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
