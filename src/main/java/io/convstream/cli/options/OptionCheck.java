package io.convstream.cli.options;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A constraint on the value of an option.
 *
 * @param value of the option; null if an option without default is not given, which is always allowed
 * @param sentence why the value is refused
 */
public record OptionCheck(String option, @Nullable Object value, boolean allowed, String sentence) {

    private static final long MOST = 1_000_000_000;

    /**
     * Requires a condition of a value.
     *
     * @param expectation completes the sentence "--seed must be …"
     */
    public static OptionCheck mustBe(String option, @Nullable Object value, boolean allowed, String expectation) {
        return new OptionCheck(option, value, allowed, option + " must be " + expectation + ", not " + value);
    }

    public static OptionCheck atLeast(String option, @Nullable Number value, long least) {
        return between(option, value, least, MOST);
    }

    public static OptionCheck between(String option, @Nullable Number value, long least, long most) {
        return mustBe(
                option,
                value,
                value == null || (value.longValue() >= least && value.longValue() <= most),
                String.format(Locale.ROOT, "a whole number from %d to %,d", least, most));
    }

    /** A number of tasks or processes. */
    public static OptionCheck parallelism(String option, int value) {
        return between(option, value, 1, 1_000);
    }

    public static OptionCheck oneOf(String option, @Nullable String value, List<String> names) {
        OptionCheck check =
                mustBe(option, value, value == null || names.contains(value), "one of " + String.join(", ", names));
        return value == null || check.allowed
                ? check
                : new OptionCheck(option, value, false, check.sentence + Suggestion.didYouMean(value, names));
    }

    public static OptionCheck port(String option, int value) {
        return mustBe(option, value, value >= 1 && value <= 65535, "a port from 1 to 65535");
    }

    /** From 0 to below 1: fractions and decays. */
    public static OptionCheck fraction(String option, @Nullable Double value) {
        return mustBe(option, value, value == null || (value >= 0 && value < 1), "from 0 to below 1");
    }

    static OptionCheck notNegative(String option, @Nullable Double value) {
        boolean allowed = value == null || (value >= 0 && value <= Float.MAX_VALUE);
        return mustBe(option, value, allowed, "a finite number, 0 or more");
    }

    static OptionCheck positive(String option, @Nullable Double value) {
        boolean allowed = value == null || (value > 0 && value <= Float.MAX_VALUE);
        return mustBe(option, value, allowed, "a finite number above 0");
    }

    /** @param otherGiven whether the other option is given */
    static OptionCheck exclusive(String option, @Nullable Object value, String other, boolean otherGiven) {
        return new OptionCheck(
                option,
                value,
                value == null || !otherGiven,
                option + " and " + other + " are mutually exclusive: leave out one of them");
    }

    /** @param otherGiven whether the other option is given */
    static OptionCheck requires(String option, @Nullable Object value, String other, boolean otherGiven) {
        return new OptionCheck(
                option,
                value,
                value == null || otherGiven,
                option + " requires " + other + ": give it too, or leave out " + option);
    }

    /**
     * Refuses a value that is not allowed.
     *
     * @throws ParameterException with the option if it was not on the command line, so that the handler looks it up in
     *     the configuration file
     */
    public void check(CommandSpec command) {
        if (!allowed) {
            boolean typed = command.commandLine().getParseResult().hasMatchedOption(option);
            throw new ParameterException(
                    command.commandLine(),
                    sentence,
                    typed ? null : command.findOption(option),
                    typed ? String.valueOf(value) : null);
        }
    }
}
