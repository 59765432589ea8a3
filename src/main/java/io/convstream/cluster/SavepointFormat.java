package io.convstream.cluster;

import org.apache.flink.core.execution.SavepointFormatType;

/** Chooses the format of savepoints. */
public final class SavepointFormat {

    /** Flink's name of the only state backend without canonical savepoints. */
    private static final String FORST = "ForStStateBackend";

    private SavepointFormat() {}

    /**
     * Returns the canonical format, which other state backends can restore, if the backend supports it.
     *
     * @param stateBackend Flink's name of the state backend
     */
    public static SavepointFormatType of(String stateBackend) {
        return stateBackend.equals(FORST) ? SavepointFormatType.NATIVE : SavepointFormatType.CANONICAL;
    }
}
