package io.convstream.cli.options;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What an option's number must be.
 *
 * @param value what the user gave; null where an option without default was left out, which is always right
 * @param allowed whether the value is in the range
 * @param expectation what the value must be, to end the sentence "--seed must be …"
 */
public record OptionCheck(String option, @Nullable Object value, boolean allowed, String expectation) {

    private static final String ONE_OF = "one of ";
    private static final long MOST = 1_000_000_000;

    public static OptionCheck atLeast(String option, @Nullable Number value, long least) {
        return between(option, value, least, MOST);
    }

    public static OptionCheck between(String option, @Nullable Number value, long least, long most) {
        return new OptionCheck(
                option,
                value,
                value == null || (value.longValue() >= least && value.longValue() <= most),
                String.format(Locale.ROOT, "a whole number from %d to %,d", least, most));
    }

    /** How many tasks or processes run side by side. */
    public static OptionCheck parallelism(String option, int value) {
        return between(option, value, 1, 1_000);
    }

    public static OptionCheck oneOf(String option, @Nullable String value, List<String> names) {
        return new OptionCheck(
                option, value, value == null || names.contains(value), ONE_OF + String.join(", ", names));
    }

    public static OptionCheck port(String option, int value) {
        return new OptionCheck(option, value, value >= 1 && value <= 65535, "a port from 1 to 65535");
    }

    /** From 0 to below 1: shares and decays. */
    public static OptionCheck share(String option, @Nullable Double value) {
        return new OptionCheck(option, value, value == null || (value >= 0 && value < 1), "from 0 to below 1");
    }

    static OptionCheck notNegative(String option, @Nullable Double value) {
        boolean allowed = value == null || (value >= 0 && value <= Float.MAX_VALUE);
        return new OptionCheck(option, value, allowed, "a finite number, 0 or more");
    }

    static OptionCheck positive(String option, @Nullable Double value) {
        boolean allowed = value == null || (value > 0 && value <= Float.MAX_VALUE);
        return new OptionCheck(option, value, allowed, "a finite number above 0");
    }

    /**
     * Refuses a value outside the range.
     *
     * @throws ParameterException with the option where it was not on the command line: the handler then looks for it
     *     in the file
     */
    public void check(CommandSpec command) {
        if (!allowed) {
            boolean typed = command.commandLine().getParseResult().hasMatchedOption(option);
            throw new ParameterException(
                    command.commandLine(),
                    sentence(),
                    typed ? null : command.findOption(option),
                    typed ? String.valueOf(value) : null);
        }
    }

    /** Why a value is refused. */
    String sentence() {
        return option + " must be " + expectation + ", not " + value + suggestion();
    }

    private String suggestion() {
        return value != null && expectation.startsWith(ONE_OF)
                ? Nearest.question(
                        value.toString(),
                        List.of(expectation.substring(ONE_OF.length()).split(", ")))
                : "";
    }
}
