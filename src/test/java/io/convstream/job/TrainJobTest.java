package io.convstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.JobOptions;
import io.convstream.evaluate.EarlyStopping;
import io.convstream.image.Framing;
import io.convstream.ingest.dataset.Shapes;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.PrepareOptions;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import io.convstream.storage.StoragePath;
import io.convstream.train.Train;
import io.convstream.train.TrainPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs built without the command line. */
public final class TrainJobTest {

    private static final int BATCH_SIZE = 32;
    private static final long STEPS = 20;
    private static final long SEED = 1;

    @TempDir
    private Path folder;

    @Test
    void aJobIsAGraphAndItsSettings() {
        TrainJob job = job(RunFolder.of(folder.resolve("a")), 0, null);
        var env = StreamExecutionEnvironment.getExecutionEnvironment(job.configuration("resume it"));
        StreamGraph graph = job.graph(env, job.sinks(false));
        assertThat(graph.getJobName()).matches("convstream-a-[0-9a-f]{8}");
        assertThat(graph.getStreamNodes())
                .allSatisfy(node -> assertThat(node.getTransformationUID()).isNotNull());
        assertThat(env.getConfiguration().get(PipelineOptions.GLOBAL_JOB_PARAMETERS))
                .containsEntry(TrainJob.RUN, folder.resolve("a").toString())
                .containsEntry(TrainJob.RESUME_COMMAND, "resume it")
                .containsEntry(TrainJob.STEPS, "20");
    }

    @Test
    void aJobIsDrainedOnceAllModelsHaveDoneTheirSteps() {
        TrainJob job = job(RunFolder.of(folder), 0, null);
        assertThat(job.mayBeDrained()).isTrue();
        assertThat(job.endsByItself()).isTrue();
        assertThat(job.drainReason(Map.of())).isEmpty();
        assertThat(job.drainReason(Map.of(Train.FINISHED_MODELS, 1L))).contains("All steps are done (--steps).");
    }

    @Test
    void aJobIsDrainedByEarlyStopping() {
        TrainJob job = job(RunFolder.of(folder), 3, null);
        assertThat(job.endsByItself()).isFalse();
        assertThat(job.drainReason(Map.of(EarlyStopping.STOP_REQUESTS, 1L)))
                .contains("Early stopping: no improvement in 3 evaluations (--early-stopping-patience).");
    }

    @Test
    void onlyAResumedJobPrintsFromWhereItContinues() {
        Map<String, Object> accumulators =
                Map.of(Train.RESTORED_MODELS, List.of("model b at step 4", "model a at step 3"));
        assertThat(job(RunFolder.of(folder), 0, null).resumptionLine(accumulators))
                .isEmpty();
        TrainJob resumed = job(RunFolder.of(folder), 0, StoragePath.of(folder.resolve("checkpoint")));
        assertThat(resumed.resumptionLine(Map.of())).isEmpty();
        assertThat(resumed.resumptionLine(accumulators)).contains("Resumed model a at step 3, model b at step 4");
    }

    /** A job with 20 steps of a small network on generated images. */
    public static TrainJob job(RunFolder run, int earlyStoppingPatience, @Nullable StoragePath resume) {
        Framing framing = Framing.of(28, 0, 24);
        int classes = Shapes.CLASS_NAMES.size();
        ModelDefinition model = ModelDefinition.of(
                "tiny",
                Presets.configuration("tiny", framing.crop(), classes, SEED),
                framing,
                BATCH_SIZE,
                1,
                SEED,
                Hyperparameters.fast(BATCH_SIZE, STEPS));
        long records = STEPS * BATCH_SIZE;
        return new TrainJob(
                run,
                RunIdentity.create(),
                new TrainingStream.FromFiles(new Shapes(SEED, false, 320))
                        .records(2, records, records, SEED, run.checkpoints()),
                true,
                2,
                new Shapes(SEED, true, 50),
                Shapes.CLASS_NAMES,
                "50 generated images",
                new JobOptions(List.of(TrainPlan.of(model, STEPS)), 1, 1),
                new PrepareOptions(framing, Augmentation.LIGHT, SEED, classes),
                Duration.ofMinutes(1),
                "hashmap",
                10,
                false,
                earlyStoppingPatience,
                KafkaOutputs.NONE,
                resume);
    }
}
