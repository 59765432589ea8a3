package io.convstream.run;

import io.convstream.run.Attempts.SubmittedJob;

/** Finds the state of a job that was submitted to a cluster. */
@FunctionalInterface
public interface JobLookup {

    /** What is known of a job. */
    enum JobState {
        RUNNING,
        FINISHED,
        FAILED,
        CANCELED,
        /** The JobManager does not know the job, so the job has ended. */
        FORGOTTEN,
        /** No process listens at the address, and no other JobManager recovers the job. */
        GONE,
        /** No answer; the job may be running. */
        UNREACHABLE
    }

    /** Queries the job's JobManager, with a short time-out. */
    JobState find(SubmittedJob job) throws InterruptedException;
}
