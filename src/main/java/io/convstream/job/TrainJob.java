package io.convstream.job;

import io.convstream.JobOptions;
import io.convstream.Pipeline;
import io.convstream.PipelineSinks;
import io.convstream.RecordSource;
import io.convstream.change.Change;
import io.convstream.evaluate.EarlyStopping;
import io.convstream.image.ImageSet;
import io.convstream.ingest.hold.Hold;
import io.convstream.prepare.PrepareOptions;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import io.convstream.storage.StoragePath;
import io.convstream.train.Train;
import io.convstream.train.TrainPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A training job: its graph, its Flink configuration, and when to drain it.
 *
 * @param stopsAtSteps whether the source may have more records than the steps need, so that the job has to be drained
 * @param epochs the number of epochs; 0 if the source is unbounded
 * @param heldOut the images for evaluation
 * @param classes the class names in label order
 * @param evaluatedOn describes the held-out images to the user
 * @param logEvery steps between two lines on the console
 * @param tensorBoard whether to write event files for TensorBoard
 * @param earlyStoppingPatience evaluations without improvement until early stopping; 0: no early stopping
 * @param resume the checkpoint or savepoint to resume from; null: a new run
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
        @Nullable StoragePath resume) {

    /** Names of the job parameters, which Flink's REST API and dashboard show. */
    public static final String RUN = "run";

    public static final String RESUME_COMMAND = "resume command";
    public static final String STEPS = "steps";
    public static final String EPOCHS = "epochs";

    /**
     * Returns the settings of the job; all others are the cluster's.
     *
     * @param resumeCommand the command to resume the run, a job parameter
     */
    public Configuration configuration(String resumeCommand) {
        return JobConfiguration.of(
                run,
                checkpointInterval,
                stateBackend,
                Map.of(
                        RUN,
                        run.path().toString(),
                        RESUME_COMMAND,
                        resumeCommand,
                        STEPS,
                        String.valueOf(steps()),
                        EPOCHS,
                        String.valueOf(epochs)));
    }

    /** Returns the number of task slots that the job needs. */
    public int slots() {
        return options.slots();
    }

    /**
     * Returns the sinks of the run.
     *
     * @param console whether the job prints to this process's console, as it does if it runs in this process
     */
    public PipelineSinks sinks(boolean console) {
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

    /** Returns the job graph, defined on an environment that has {@link #configuration}. */
    public StreamGraph graph(StreamExecutionEnvironment env, PipelineSinks sinks) {
        Pipeline.define(env, options, prepare, records, new HeldOutDataset(heldOut, prepare), sinks);
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(identity.jobName(run));
        if (resume != null) {
            // State without an operator is that of a sink that is off now; the train operator requires its own.
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(resume.uri(), true, RecoveryClaimMode.NO_CLAIM));
        }
        return graph;
    }

    /**
     * Returns why the job is to be drained: all steps are done, or early stopping applies. Operators cannot end a job, so
     * they increment accumulators instead.
     *
     * @return a sentence for the user; empty if the job is to continue
     */
    public Optional<String> drainReason(Map<String, Object> accumulators) {
        if (stopsAtSteps
                && !isBeforeLastCheckpoint(accumulators)
                && count(accumulators.get(Train.FINISHED_MODELS))
                        >= options.models().size()) {
            return Optional.of("All steps are done (--steps).");
        }
        return earlyStoppingPatience > 0 && count(accumulators.get(EarlyStopping.STOP_REQUESTS)) > 0
                ? Optional.of("Early stopping: no improvement in " + earlyStoppingPatience
                        + " evaluations (--early-stopping-patience).")
                : Optional.empty();
    }

    /** Returns whether the job is to be stopped, with a savepoint from which it can be resumed. */
    public boolean isStoppedByDrift(Map<String, Object> accumulators) {
        return options.change().stopping() && count(accumulators.get(Change.DRIFTS)) > 0;
    }

    /** A source that will hold registers its state when it starts. */
    private static boolean isBeforeLastCheckpoint(Map<String, Object> accumulators) {
        return accumulators.containsKey(Hold.STATE) && count(accumulators.get(Hold.STATE)) != Hold.RELEASED;
    }

    /** Returns whether the source has passed its end, before which the last checkpoint is kept. */
    public static boolean isLastCheckpointKept(Map<String, Object> accumulators) {
        return count(accumulators.get(Hold.STATE)) == Hold.RELEASED;
    }

    /** Returns whether the source has read all records and waits for the last checkpoint. */
    public static boolean isHeld(Map<String, Object> accumulators) {
        return count(accumulators.get(Hold.STATE)) == Hold.HELD;
    }

    /**
     * Returns the steps from which a resumed job continues.
     *
     * @return a sentence for the user; empty for a new run, or until the models are restored
     */
    public Optional<String> resumptionLine(Map<String, Object> accumulators) {
        return resume != null && accumulators.get(Train.RESTORED_MODELS) instanceof List<?> models && !models.isEmpty()
                ? Optional.of("Resumed "
                        + models.stream().map(String::valueOf).sorted().collect(Collectors.joining(", ")))
                : Optional.empty();
    }

    /** Returns whether {@link #drainReason} may ever return a reason. */
    public boolean mayBeDrained() {
        return earlyStoppingPatience > 0 || stopsAtSteps;
    }

    /** Returns whether the job ends without being drained. With a bounded source it does, only later. */
    public boolean endsByItself() {
        return earlyStoppingPatience == 0 && (!stopsAtSteps || epochs > 0);
    }

    private static long count(@Nullable Object counter) {
        return counter instanceof Long count ? count : 0;
    }

    /** Returns the steps of all models together; 0 if unknown. */
    private long steps() {
        return options.models().stream().anyMatch(plan -> plan.steps() == Long.MAX_VALUE)
                ? 0
                : options.models().stream().mapToLong(TrainPlan::steps).sum();
    }
}
