package io.convstream.drift;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/** The detector of drift that follows a model's error rate, one value for each step. */
@PublicEvolving
public enum DetectorType {
    ADWIN,
    PAGE_HINKLEY,
    HDDM_A,
    /** Nothing is detected. */
    NONE;

    /** Returns the name as an option's value, such as {@code page-hinkley}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
