package io.convstream.client;

import io.convstream.run.RunFolder;
import org.apache.flink.api.common.JobID;

/**
 * A training job on a cluster, as described by its job parameters.
 *
 * @param steps the steps of all its models together; 0 if unknown
 * @param epochs 0 if unknown
 * @param resumeCommand the command to resume it after it has stopped
 */
public record RunningJob(JobID id, RunFolder run, long steps, int epochs, String resumeCommand) {}
