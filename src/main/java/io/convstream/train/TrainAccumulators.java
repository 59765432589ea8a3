package io.convstream.train;

import java.util.stream.Collectors;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** What whoever follows the job learns of its models: which have failed, and how many take no more examples. */
final class TrainAccumulators {

    private final int models;
    private final ListAccumulator<TrainFailure> failures = new ListAccumulator<>();
    private final LongCounter done = new LongCounter();
    private final LongCounter ended = new LongCounter();
    private final ListAccumulator<String> resumed = new ListAccumulator<>();

    /** @param models how many the job has in all */
    TrainAccumulators(int models) {
        this.models = models;
    }

    void register(RuntimeContext context) {
        context.addAccumulator(Train.FAILURES, failures);
        context.addAccumulator(Train.FINISHED_MODELS, done);
        context.addAccumulator(Train.ENDED_INPUTS, ended);
        context.addAccumulator(Train.RESTORED_MODELS, resumed);
    }

    /** A model was restored. */
    void resumed(String model, long step) {
        resumed.add("model " + model + " at step " + step);
    }

    /** A model has done all its steps. */
    void done() {
        done.add(1);
    }

    /** The input has ended. */
    void ended() {
        ended.add(1);
    }

    void failed(TrainFailure failure) {
        failures.add(failure);
        if (models > 1) {
            done.add(1); // the others may end the job; a model alone ends it once its failure is committed
        }
    }

    boolean hasFailures() {
        return !failures.getLocalValue().isEmpty();
    }

    /** Ends the job: another try would fail as this one. */
    SuppressRestartsException failure() {
        return new SuppressRestartsException(new IllegalStateException(
                failures.getLocalValue().stream().map(TrainFailure::message).collect(Collectors.joining("; "))));
    }
}
