package io.convstream.job;

import io.convstream.JobOptions;
import io.convstream.Pipeline;
import io.convstream.RecordSource;
import io.convstream.evaluate.EarlyStopping;
import io.convstream.image.ImageSet;
import io.convstream.prepare.PrepareOptions;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import io.convstream.train.Train;
import io.convstream.train.TrainPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A training job as Flink takes it: the graph and the configuration.
 *
 * @param stopsAtSteps whether the source may have more records than the steps take: then the job is to be stopped
 * @param classes the class names in label order
 * @param evaluatedOn what the held-out images are, for a person to read
 * @param epochs how often each image is taken; 0 if the source has no end
 * @param tensorBoard whether event files for TensorBoard are written
 * @param resume the checkpoint or savepoint to go on from; null: start anew
 */
public record TrainJob(
        RunFolder run,
        RunIdentity identity,
        RecordSource records,
        boolean stopsAtSteps,
        int epochs,
        ImageSet heldOut,
        List<String> classes,
        String evaluatedOn,
        JobOptions options,
        PrepareOptions prepare,
        Duration checkpointInterval,
        String stateBackend,
        int logEvery,
        boolean tensorBoard,
        int earlyStoppingPatience,
        KafkaOutputs kafka,
        @Nullable Path resume) {

    /** Names of what a job says of itself to whoever asks Flink for its configuration. */
    public static final String RUN = "run";

    public static final String RESUME = "go on with";
    public static final String STEPS = "steps";
    public static final String EPOCHS = "epochs";

    /** A model that leaves the finite numbers ends the job two checkpoints later: the one from before is still there. */
    private static final int RETAINED = 3;

    /**
     * What is the job's own, wherever it runs; the rest is the cluster's.
     *
     * @param resumeCommand how to go on with the run, for whoever stops it; the dashboard shows it too
     */
    public Configuration configuration(String resumeCommand) {
        Configuration configuration = new Configuration();
        configuration.set(
                PipelineOptions.GLOBAL_JOB_PARAMETERS,
                Map.of(
                        RUN,
                        run.path().toString(),
                        RESUME,
                        resumeCommand,
                        STEPS,
                        String.valueOf(steps()),
                        EPOCHS,
                        String.valueOf(epochs)));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        // Flink takes a first checkpoint this long after the first task runs, and counts a failure if another still
        // starts.
        configuration.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, checkpointInterval.dividedBy(3));
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, RunFolder.forFlink(run.checkpoints()));
        configuration.set(StateBackendOptions.STATE_BACKEND, stateBackend);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        return configuration;
    }

    /** How many slots the job takes. */
    public int slots() {
        return options.slots();
    }

    /** Where the job writes on this machine's console too: only where it runs in this process. */
    public RunSinks sinks(boolean console) {
        return new RunSinks(
                run,
                identity,
                options.models().stream().map(TrainPlan::definition).toList(),
                steps(),
                epochs,
                console ? logEvery : 0,
                earlyStoppingPatience,
                classes,
                evaluatedOn,
                tensorBoard,
                kafka);
    }

    /** Defines the flow on an environment that has {@link #configuration}. */
    public StreamGraph graph(StreamExecutionEnvironment env, RunSinks sinks) {
        Pipeline.define(env, options, prepare, records, new HeldOutDataset(heldOut, prepare), sinks);
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(run.jobName());
        if (resume != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(RunFolder.forFlink(resume), false, RecoveryClaimMode.NO_CLAIM));
        }
        return graph;
    }

    /**
     * Whether the job wants to be stopped: an operator cannot end a job, it raises a flag, an accumulator above 0.
     *
     * @param counted the job's accumulators
     * @return why, for a person to read
     */
    public Optional<String> hadEnough(Map<String, Object> counted) {
        if (stopsAtSteps
                && count(counted.get(Train.FINISHED_MODELS)) >= options.models().size()) {
            return Optional.of("All steps are done (--steps).");
        }
        return earlyStoppingPatience > 0 && count(counted.get(EarlyStopping.STOP_REQUESTS)) > 0
                ? Optional.of("No model has become better for a while (--early-stopping-patience): ending the run.")
                : Optional.empty();
    }

    /**
     * From which steps the job went on, once its operators know.
     *
     * @param counted the job's accumulators
     */
    public Optional<String> resumed(Map<String, Object> counted) {
        return resume != null && counted.get(Train.RESTORED_MODELS) instanceof List<?> models && !models.isEmpty()
                ? Optional.of("Resumed "
                        + models.stream().map(String::valueOf).sorted().collect(Collectors.joining(", ")))
                : Optional.empty();
    }

    private static long count(@Nullable Object counter) {
        return counter instanceof Long count ? count : 0;
    }

    /** Whether {@link #hadEnough} may ever say so. */
    public boolean needsWatching() {
        return earlyStoppingPatience > 0 || stopsAtSteps;
    }

    /** Whether the job does not end unless somebody watches it. With a bounded source it ends anyway, only later. */
    public boolean endsOnlyIfWatched() {
        return earlyStoppingPatience > 0 || (stopsAtSteps && epochs == 0);
    }

    /** The steps of all models together; 0 where nobody knows. */
    private long steps() {
        return options.models().stream().anyMatch(plan -> plan.steps() == Long.MAX_VALUE)
                ? 0
                : options.models().stream().mapToLong(TrainPlan::steps).sum();
    }
}
