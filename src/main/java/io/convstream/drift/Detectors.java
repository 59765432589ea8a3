package io.convstream.drift;

import org.jspecify.annotations.Nullable;

/** Creates detectors with the parameters that suit steps of training. */
public final class Detectors {

    /** The usual delta. */
    private static final double ADWIN_DELTA = 0.002;

    /** For means of 16 images or more: no false alarm in 200,000 steps, and 0.3 more errors are found in 30 to 35 steps. */
    private static final double PAGE_HINKLEY_DELTA = 0.02;

    private static final double PAGE_HINKLEY_LAMBDA = 10;
    private static final double PAGE_HINKLEY_ALPHA = 0.9999;

    /** The usual levels. */
    private static final double HDDM_DRIFT = 0.001;

    private static final double HDDM_WARNING = 0.005;

    private Detectors() {}

    /** Returns a detector without values; null for NONE. */
    public static @Nullable DriftDetector create(DetectorType type) {
        return switch (type) {
            case ADWIN -> new Adwin(ADWIN_DELTA);
            case PAGE_HINKLEY -> new PageHinkley(PAGE_HINKLEY_DELTA, PAGE_HINKLEY_LAMBDA, PAGE_HINKLEY_ALPHA);
            case HDDM_A -> new HddmA(HDDM_DRIFT, HDDM_WARNING);
            case NONE -> null;
        };
    }
}
