package io.convstream.cli.options;

import io.convstream.drift.DetectorType;
import io.convstream.drift.RateReaction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * A value of {@code --on-drift}.
 *
 * @param factor of the learning rate, in the form LEARNING_RATE
 * @param steps for which the factor applies
 */
public record DriftReaction(Form form, double factor, long steps) {

    static final DriftReaction REPORT = new DriftReaction(Form.REPORT, 1, 0);

    private static final Pattern LEARNING_RATE = Pattern.compile("learning-rate=([0-9]*\\.?[0-9]+),steps=([0-9]{1,9})");

    /** What is done in addition to the report. */
    enum Form {
        REPORT,
        STOP,
        LEARNING_RATE
    }

    public static DriftReaction parse(String text) {
        if (text.equals("report")) {
            return REPORT;
        }
        if (text.equals("stop")) {
            return new DriftReaction(Form.STOP, 1, 0);
        }
        Matcher rate = LEARNING_RATE.matcher(text);
        if (rate.matches()) {
            double factor = Double.parseDouble(rate.group(1));
            long steps = Long.parseLong(rate.group(2));
            if (factor > 0 && factor <= Float.MAX_VALUE && steps > 0) {
                return new DriftReaction(Form.LEARNING_RATE, factor, steps);
            }
        }
        throw new TypeConversionException("'" + text
                + "' is not report, stop or learning-rate=FACTOR,steps=N with a factor above 0 and at least one step");
    }

    /** Returns what training does; null: nothing. */
    @Nullable
    RateReaction ofTraining(DetectorType detector) {
        return form == Form.LEARNING_RATE ? new RateReaction(detector, factor, steps) : null;
    }

    boolean stops() {
        return form == Form.STOP;
    }

    @Override
    public String toString() {
        return switch (form) {
            case REPORT -> "report";
            case STOP -> "stop";
            case LEARNING_RATE -> "learning-rate=" + factor + ",steps=" + steps;
        };
    }
}
