package io.convstream.cli;

import io.convstream.JobOptions;
import io.convstream.Pipeline;
import io.convstream.Records;
import io.convstream.evaluate.HeldOut;
import io.convstream.image.PictureSet;
import io.convstream.prepare.HeldOutPictures;
import io.convstream.prepare.PrepareOptions;
import io.convstream.train.TrainPlan;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A training job as Flink takes it: the graph and the configuration.
 *
 * @param endless whether the source goes on for ever: then the job is to be stopped once it has had enough
 * @param resume the checkpoint or savepoint to go on from; null: start anew
 */
record TrainJob(
        RunFolder run,
        Records records,
        boolean endless,
        PictureSet heldOut,
        JobOptions options,
        PrepareOptions prepare,
        Duration checkpointInterval,
        String stateBackend,
        int port,
        int logEvery,
        int stopAfter,
        KafkaOutputs kafka,
        @Nullable Path resume) {

    /** Network buffers: pictures are small, and few may be on their way, so that a checkpoint's barrier is quick. */
    private static final String NETWORK_MEMORY = "48m";

    Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                run.checkpoints().toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        configuration.set(StateBackendOptions.STATE_BACKEND, stateBackend);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(RestOptions.BIND_PORT, port + "-" + Math.min(65535, port + 100));
        // What operators count reaches whoever watches the job with the heartbeat.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.parse(NETWORK_MEMORY));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.parse(NETWORK_MEMORY));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse("64m"));
        return configuration;
    }

    /** How many slots the job takes. */
    int slots() {
        return Math.max(options.prepareParallelism(), options.models().size()) + options.evaluateParallelism();
    }

    StreamGraph graph() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration());
        RunSinks sinks = new RunSinks(
                run,
                options.models().stream().map(TrainPlan::definition).toList(),
                steps(),
                logEvery,
                stopAfter,
                kafka);
        Pipeline.define(env, options, prepare, records, heldOut(heldOut, prepare), sinks);
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(run.jobName());
        if (resume != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(resume.toUri().toString(), false, RecoveryClaimMode.NO_CLAIM));
        }
        return graph;
    }

    /** The steps of all models together; 0 where nobody knows. */
    private long steps() {
        return options.models().stream().anyMatch(plan -> plan.steps() == Long.MAX_VALUE)
                ? 0
                : options.models().stream().mapToLong(TrainPlan::steps).sum();
    }

    private static HeldOut heldOut(PictureSet set, PrepareOptions options) {
        return () -> HeldOutPictures.read(set, options).pictures();
    }
}
