package io.convstream.cli.options;

import io.convstream.drift.DetectorType;
import io.convstream.drift.RateReaction;
import io.convstream.run.Runs;
import io.convstream.storage.StoragePath;
import io.convstream.train.Train;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Checkpoints, state backend, resumption and early stopping of the Flink job. */
public final class JobArguments {

    /** Flink's state backends. */
    enum StateBackend {
        hashmap,
        rocksdb,
        forst
    }

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "The number of subtasks that train each model together, on any TaskManagers; the towers are "
                            + "spread evenly over them, so give --towers a multiple of it: the workers times the cores of each. "
                            + "The parameters are the same to the bit whatever N is, and a run may be resumed with another one. "
                            + "On several machines, look at docs/workers.md for ports and encryption. Default: ${DEFAULT-VALUE}.")
    public int workers = 1;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "TIME",
            description = "The time between checkpoints, such as 500ms, 10s or 2min. After a failure the job resumes "
                    + "from the newest. Each checkpoint is also evaluated: about 20 s of spare time on two cores "
                    + "for the tutorial's network. Default: 30s.")
    public Duration checkpointInterval = Duration.ofSeconds(30);

    @Option(
            names = "--state-backend",
            paramLabel = "NAME",
            description = "Where state is kept between checkpoints, one of ${COMPLETION-CANDIDATES}. hashmap: in "
                    + "memory, the fastest; the others: on disk, for many or very large models. Default: "
                    + "${DEFAULT-VALUE}.")
    StateBackend stateBackend = StateBackend.hashmap;

    @Option(
            names = "--resume",
            paramLabel = "PATH",
            arity = "0..1",
            fallbackValue = Runs.DEFAULT_FOLDER,
            description =
                    "Resume from a run folder (its newest checkpoint), a checkpoint or a savepoint; from a folder "
                            + "of runs: the run that was started last. Without PATH: the folder that a run without --run is "
                            + "started in. Each image is still trained on exactly once per epoch. The options of the run apply unless you give "
                            + "others.")
    @Nullable
    public StoragePath resume;

    @Option(
            names = "--early-stopping-patience",
            paramLabel = "N",
            description = "Early stopping: end the run after N evaluations without an improvement in accuracy of any "
                    + "model; the best model is kept, and a savepoint from which --resume continues. 0: never, as for a "
                    + "resumed run. Default: never.")
    @Nullable
    Integer earlyStoppingPatience;

    @Option(
            names = "--drift-detector",
            paramLabel = "NAME",
            description = "Reports when the precision of a model falls, because the stream changes: "
                    + "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    DetectorType driftDetector = DetectorType.ADWIN;

    @Option(
            names = "--on-drift",
            paramLabel = "REACTION",
            description =
                    "What follows when the drift detector reports drift, besides the report. report: nothing. stop: the job "
                            + "stops with a savepoint, and the command to resume is printed. learning-rate=FACTOR,steps=N: the learning "
                            + "rate is multiplied by FACTOR for the next N steps; the parameters remain a function of the options and "
                            + "images. Default: ${DEFAULT-VALUE}.")
    DriftReaction onDrift = DriftReaction.REPORT;

    /** Returns the value of {@code --early-stopping-patience}; 0: no early stopping. */
    public int patience() {
        return earlyStoppingPatience == null ? 0 : earlyStoppingPatience;
    }

    /** Returns the reaction of training to drift; null: none. */
    @Nullable
    RateReaction rateReaction() {
        return onDrift.ofTraining(driftDetector);
    }

    /** Returns whether the client stops the job when drift is detected. */
    public boolean stopsOnDrift() {
        return onDrift.stops();
    }

    /** Returns Flink's name of the state backend. */
    String stateBackend() {
        return stateBackend.name();
    }

    List<OptionCheck> checks() {
        return List.of(
                OptionCheck.between("--workers", workers, 1, Train.maxWorkers(1)),
                OptionCheck.mustBe(
                        "--checkpoint-interval",
                        checkpointInterval.toMillis() + "ms",
                        checkpointInterval.toMillis() >= 10,
                        "10ms or longer"),
                OptionCheck.atLeast("--early-stopping-patience", earlyStoppingPatience, 0),
                new OptionCheck(
                        "--on-drift",
                        onDrift,
                        onDrift.equals(DriftReaction.REPORT) || driftDetector != DetectorType.NONE,
                        "--on-drift " + onDrift + " requires a --drift-detector: leave out one of them"));
    }
}
