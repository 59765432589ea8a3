package io.convstream.drift;

import org.apache.flink.annotation.PublicEvolving;

/** The answer of a detector after a value. */
@PublicEvolving
public enum Level {
    NONE,
    /** The mean may have changed. Only some detectors warn. */
    WARNING,
    /** The mean has changed. */
    DRIFT
}
