package io.convstream.cluster;

import org.apache.flink.core.execution.SavepointFormatType;

/** The format of a job's savepoints. */
public final class SavepointFormat {

    /** As Flink names the only state backend without canonical savepoints. */
    private static final String FORST = "ForStStateBackend";

    private SavepointFormat() {}

    /**
     * Returns the canonical format, with which a job may be resumed with another state backend, if its backend has it.
     *
     * @param stateBackend as Flink names it
     */
    public static SavepointFormatType of(String stateBackend) {
        return stateBackend.equals(FORST) ? SavepointFormatType.NATIVE : SavepointFormatType.CANONICAL;
    }
}
