package io.convstream.train;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Accumulators by which the client follows the models of a job: failed, finished, restored. */
final class TrainAccumulators {

    private final int models;
    private final ListAccumulator<TrainFailure> failures = new ListAccumulator<>();
    private final LongCounter finished = new LongCounter();
    private final LongCounter endedInputs = new LongCounter();
    private final ListAccumulator<String> restored = new ListAccumulator<>();

    /** @param models the number of models of the job */
    TrainAccumulators(int models) {
        this.models = models;
    }

    void register(RuntimeContext context) {
        context.addAccumulator(Train.FAILURES, failures);
        context.addAccumulator(Train.FINISHED_MODELS, finished);
        context.addAccumulator(Train.ENDED_INPUTS, endedInputs);
        context.addAccumulator(Train.RESTORED_MODELS, restored);
    }

    /** @param machine what differs on this machine */
    void addRestored(String model, long step, List<Fingerprint.Difference> machine) {
        String note = machine.isEmpty()
                ? ""
                : machine.stream()
                        .map(Fingerprint.Difference::toString)
                        .collect(Collectors.joining(", ", " (bits differ from here on: ", ")"));
        restored.add("model " + model + " at step " + step + note);
    }

    /** Counts a model that has trained all its steps. */
    void addFinished() {
        finished.add(1);
    }

    /** Counts a subtask whose input has endedInputs. */
    void addEndedInput() {
        endedInputs.add(1);
    }

    void addFailure(TrainFailure failure) {
        failures.add(failure);
        if (models > 1) {
            finished.add(1); // the client ends the job once all models are; a single model fails the job itself
        }
    }

    boolean hasFailures() {
        return !failures.getLocalValue().isEmpty();
    }

    /** Returns the exception that fails the job without a restart: training is deterministic and would fail again. */
    SuppressRestartsException failure() {
        return new SuppressRestartsException(new IllegalStateException(
                failures.getLocalValue().stream().map(TrainFailure::message).collect(Collectors.joining("; "))));
    }
}
