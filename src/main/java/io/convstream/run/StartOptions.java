package io.convstream.run;

import io.convstream.storage.StoragePath;
import java.io.PrintWriter;

/**
 * How a run is started.
 *
 * @param runs the folder of runs if none is named
 * @param overwrite whether to delete a run that the folder holds
 * @param place where the job runs
 * @param use checks whether the folder is in use
 * @param out for notices
 */
public record StartOptions(StoragePath runs, boolean overwrite, JobPlace place, RunUse use, PrintWriter out) {

    /** Where a job runs. */
    public enum JobPlace {
        /** In this process. A new run folder is for its owner only. */
        THIS_PROCESS,
        /** On a cluster, whose processes may belong to another user. */
        CLUSTER,
        /** On a cluster that may run the same command again in the same folder, as after a failover. */
        RESTARTING_CLUSTER
    }

    boolean isRestartable() {
        return place == JobPlace.RESTARTING_CLUSTER;
    }

    boolean isOwnerOnly() {
        return place == JobPlace.THIS_PROCESS;
    }
}
