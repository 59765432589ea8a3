package io.convstream.job;

import io.convstream.ServePipeline;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.StartOffsets;
import io.convstream.ingest.kafka.TopicSource;
import io.convstream.labels.LabelDeserializer;
import io.convstream.labels.LabelStream;
import io.convstream.rollout.RolloutOptions;
import io.convstream.rollout.RolloutSource;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import io.convstream.serve.ImageRequestDeserializer;
import io.convstream.serve.ServeOptions;
import io.convstream.storage.StoragePath;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A serving job: its graph and its Flink configuration.
 *
 * @param images the topic of the images, with the consumer group that offsets are committed to
 * @param start where reading starts without a checkpoint
 * @param labels null: there are none
 * @param parallelism of images and predictions
 * @param resume the checkpoint or savepoint to resume from; null: none
 */
public record ServeJob(
        RunFolder run,
        RunIdentity identity,
        ServeOptions serve,
        RolloutOptions rollout,
        KafkaTopic images,
        StartOffsets start,
        @Nullable LabelTopic labels,
        int parallelism,
        Duration checkpointInterval,
        ServeOutputs outputs,
        @Nullable StoragePath resume) {

    /** Failures in a row after which the job fails. */
    private static final int MAX_FAILURES = 10;

    private static final Duration FIRST_RESTART = Duration.ofSeconds(1);
    private static final Duration LAST_RESTART = Duration.ofMinutes(1);
    /** Without a failure for this long, failures are counted anew. */
    private static final Duration RECOVERED = Duration.ofMinutes(10);

    /**
     * Returns the settings of the job; all others are the cluster's.
     *
     * @param resumeCommand the command to resume the service, a job parameter
     */
    public Configuration configuration(String resumeCommand) {
        Configuration configuration = JobConfiguration.of(
                run,
                checkpointInterval,
                labels == null ? "hashmap" : "rocksdb", // which holds answers, and images, until their labels arrive
                Map.of(
                        TrainJob.RUN,
                        run.path().toString(),
                        TrainJob.RESUME_COMMAND,
                        resumeCommand,
                        TrainJob.STEPS,
                        "0"));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, MAX_FAILURES);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST_RESTART);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LAST_RESTART);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, RECOVERED);
        return configuration;
    }

    /** Returns the number of task slots that the job needs. */
    public int slots() {
        return parallelism;
    }

    /**
     * Returns the job graph, defined on an environment that has {@link #configuration}.
     *
     * @param console whether the job prints to this process's console, as it does if it runs in this process
     */
    public StreamGraph graph(StreamExecutionEnvironment env, boolean console) {
        ServePipeline.define(
                env,
                serve,
                parallelism,
                TopicSource.unbounded(images, start, new ImageRequestDeserializer()),
                new RolloutSource(rollout, serve.models()),
                labels == null
                        ? null
                        : new LabelStream(
                                TopicSource.unbounded(labels.topic(), start, new LabelDeserializer()),
                                labels.options()),
                new RunServeSinks(run, identity, outputs, parallelism, console));
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(identity.jobName(run));
        if (resume != null) {
            // State without an operator is that of a sink that is off now.
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(resume.uri(), true, RecoveryClaimMode.NO_CLAIM));
        }
        return graph;
    }
}
