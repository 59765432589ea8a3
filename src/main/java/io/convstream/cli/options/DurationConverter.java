package io.convstream.cli.options;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a duration with Flink's units, such as {@code 500ms} or {@code 2min}; Flink alone would read 10 as 10 ms. */
public final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("[0-9]+ *[a-zA-Zµ]+");

    @Override
    public Duration convert(String text) {
        try {
            if (NUMBER_AND_UNIT.matcher(text.strip()).matches()) {
                return Duration.ofNanos(TimeUtils.parseDuration(text).toNanos()); // throws above 292 years
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static TypeConversionException invalid(String text) {
        return new TypeConversionException(
                "'" + text + "' is not a duration: a whole number with ms, s, min, h or d, such as 10s");
    }
}
