package io.convstream.drift;

/** Detects a change of the mean of a stream of values from 0 to 1. Immutable: each value leads to the next detector. */
public sealed interface DriftDetector permits Adwin, HddmA, PageHinkley {

    /** Returns the detector after one more value. */
    DriftDetector add(double value);

    /** Returns the answer to the last value. */
    Level level();

    /** Returns whether the last value has shown that the mean has risen. ADWIN also detects that it has fallen. */
    default boolean isIncrease() {
        return level() == Level.DRIFT && now() > before();
    }

    /** Returns the mean before the change. Defined after a WARNING or DRIFT. */
    double before();

    /** Returns the mean since the change. Defined after a WARNING or DRIFT. */
    double now();
}
