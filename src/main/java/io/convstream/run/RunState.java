package io.convstream.run;

/** The state of a run. */
public enum RunState {
    RUNNING,
    FINISHED,
    STOPPED,
    FAILED,
    DIVERGED,
    CANCELED,
    /** Its process ended before its job. */
    INTERRUPTED,
    /** Its job on a cluster has ended, and no process has seen how. */
    ENDED,
    /** The JobManager of its job does not answer. */
    UNKNOWN;

    /** Returns whether nothing writes into the run's folder any more. */
    public boolean isEnded() {
        return this != RUNNING && this != UNKNOWN;
    }
}
