package io.convstream.client;

import io.convstream.run.RunFolder;
import org.apache.flink.api.common.JobID;

/**
 * A job on a cluster, as it tells of itself.
 *
 * @param steps the steps of all its models together; 0 where nobody knows
 * @param epochs 0 where nobody knows
 * @param resumeCommand how to go on with it, once it has stopped
 */
public record RunningJob(JobID id, RunFolder run, long steps, int epochs, String resumeCommand) {}
