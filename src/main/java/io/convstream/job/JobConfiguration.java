package io.convstream.job;

import io.convstream.run.RunFolder;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/** The settings of every job; all others are the cluster's. */
final class JobConfiguration {

    /** A diverged model ends the job two checkpoints later; the one from before must still exist. */
    private static final int RETAINED_CHECKPOINTS = 3;

    private JobConfiguration() {}

    /** @param parameters job parameters, which Flink's REST API and dashboard show */
    static Configuration of(
            RunFolder run, Duration checkpointInterval, String stateBackend, Map<String, String> parameters) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, parameters);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        // Flink takes a first checkpoint this long after the first task runs, and counts a failure if another still
        // starts.
        configuration.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, checkpointInterval.dividedBy(3));
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, run.checkpoints().uri());
        configuration.set(StateBackendOptions.STATE_BACKEND, stateBackend);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        return configuration;
    }
}
