package io.convstream.train;

import io.convstream.snapshot.ModelSnapshot;
import java.util.function.Consumer;

/**
 * The consumers of a training loop's results.
 *
 * @param stepDone called on the step thread after each step
 */
record TrainOutputs(
        Consumer<ClassifiedBatch> steps,
        Consumer<TrainSummary> summaries,
        Consumer<StepTiming> timings,
        Consumer<ModelSnapshot> snapshots,
        Consumer<TrainFailure> failures,
        Runnable stepDone) {}
