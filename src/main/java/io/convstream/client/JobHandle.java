package io.convstream.client;

import io.convstream.cluster.JobManagerUnavailableException;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;

/**
 * A submitted job, embedded or on a cluster. Flink's {@code JobClient} lacks two things: the accumulators of a failed
 * job, and a prompt failure if no JobManager answers.
 */
interface JobHandle {

    /**
     * Returns the current status.
     *
     * @throws JobManagerUnavailableException at once, if no JobManager answers
     * @throws IOException if Flink does not know the job, or has died
     */
    JobStatus status() throws IOException, InterruptedException;

    /** Returns the job's accumulators as of the last heartbeat. */
    Map<String, Object> accumulators() throws IOException, InterruptedException;

    /**
     * Stops the job with a savepoint.
     *
     * @param drain true: the job finishes as if its input had ended, last evaluation included; false: it can be
     *     resumed as if it had never stopped
     * @return the savepoint's path
     * @throws IOException if there is no savepoint, for instance because the job has just ended
     */
    String stop(StoragePath savepoints, boolean drain) throws IOException, InterruptedException;

    /**
     * Takes a savepoint and waits until it has completed; the job continues.
     *
     * @return the savepoint's path
     * @throws IOException if it fails, for instance because the job has just ended
     */
    String savepoint(StoragePath savepoints) throws IOException, InterruptedException;

    /**
     * Takes a checkpoint and waits until it has completed.
     *
     * @throws IOException if it fails, for instance because the job has just ended
     */
    void checkpoint() throws IOException, InterruptedException;

    /** Waits until the job has ended. */
    JobResult result() throws IOException, InterruptedException;
}
