package io.convstream.cli.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the Flink job runs, what it remembers and from where it goes on. */
public final class JobArguments {

    /** Where Flink keeps the state of a running job. */
    enum StateBackend {
        hashmap,
        rocksdb,
        forst
    }

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "TIME",
            description = "The time between two checkpoints, such as 500ms, 10s or 2m. After a failure the job goes on "
                    + "from the last one; each also gets an evaluation, which takes some 20 s of what the tutorial's "
                    + "network leaves of two cores. Default: 30s.")
    public Duration checkpointInterval = Duration.ofSeconds(30);

    @Option(
            names = "--state-backend",
            paramLabel = "NAME",
            description = "Where the state lives between checkpoints, one of ${COMPLETION-CANDIDATES}. hashmap: in "
                    + "memory, the fastest; the others: on disk, for many or very big models. "
                    + "Default: ${DEFAULT-VALUE}.")
    StateBackend stateBackend = StateBackend.hashmap;

    @Option(
            names = "--resume",
            paramLabel = "PATH",
            description = "Go on where an earlier job stopped: a run folder (its last checkpoint), a checkpoint or a "
                    + "savepoint. Each image is still learned from exactly once an epoch.")
    @Nullable
    public Path resume;

    @Option(
            names = "--early-stopping-patience",
            paramLabel = "N",
            description = "Early stopping: end the run once N evaluations in a row have brought no model a better "
                    + "precision@1; the best model is kept. Default: never.")
    @Nullable
    public Integer earlyStoppingPatience;

    List<OptionCheck> ranges() {
        return List.of(
                new OptionCheck(
                        "--checkpoint-interval",
                        checkpointInterval.toMillis() + "ms",
                        checkpointInterval.toMillis() >= 10,
                        "10ms or longer"),
                OptionCheck.atLeast("--early-stopping-patience", earlyStoppingPatience, 1));
    }
}
