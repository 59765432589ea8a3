package io.convstream.train;

import io.convstream.image.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Trains every model whose name is a key of this subtask. The working copies live outside Flink's state, in native
 * memory; a checkpoint copies them into keyed state. A copy goes on to evaluation once its checkpoint is confirmed.
 */
final class TrainOperator extends AbstractStreamOperator<TrainStep>
        implements OneInputStreamOperator<Example, TrainStep> {

    private static final ValueStateDescriptor<ModelState> STATE =
            new ValueStateDescriptor<>("model", new ModelStateSerializer());

    private final Map<String, TrainPlan> plans;
    private final transient MailboxExecutor mailbox;
    private final transient Map<String, ModelTraining> trainings = new HashMap<>();
    private final transient Map<String, TrainMetrics> shown = new HashMap<>();
    private transient ValueState<ModelState> state;
    /** What waits for its checkpoint to be confirmed, by checkpoint id. */
    private final transient TreeMap<Long, List<ModelSnapshot>> unconfirmed = new TreeMap<>();

    private final transient ModelTraining.Outputs outputs = new ModelTraining.Outputs(
            this::emitStep,
            this::emitSummary,
            pace -> shown(pace.model()).show(pace),
            snapshot -> output.collect(Train.SNAPSHOTS, new StreamRecord<>(snapshot)),
            this::emitFailure,
            this::settleSoon);
    private final transient ListAccumulator<TrainFailure> failures = new ListAccumulator<>();
    private transient OptionalLong firstCheckpointAfterFailure = OptionalLong.empty();
    private transient boolean finished;
    /** Whether a checkpoint was complete before a model failed. */
    private transient boolean hasGoodCheckpoint;

    TrainOperator(StreamOperatorParameters<TrainStep> parameters, List<TrainPlan> plans) {
        super(parameters);
        this.plans = plans.stream()
                .collect(Collectors.toMap(plan -> plan.definition().name(), Function.identity()));
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        getRuntimeContext().addAccumulator(Train.FAILURES, failures);
        state = getPartitionedState(STATE);
        if (context.isRestored()) {
            restore(context.getRestoredCheckpointId());
        }
    }

    private void restore(OptionalLong checkpoint) throws Exception {
        List<ModelSnapshot> restored = new ArrayList<>();
        List<String> models;
        try (var keys = this.<String>getKeyedStateBackend().getKeys(STATE.getName(), VoidNamespace.INSTANCE)) {
            models = keys.toList();
        }
        for (String model : models) {
            setCurrentKey(model);
            ModelState saved = state.value();
            ModelTraining training = resumed(model, saved);
            trainings.put(model, training);
            if (training.failure() != null) {
                failures.add(training.failure());
                shown(model).showFailure();
            }
            checkpoint.ifPresent(id -> restored.add(ModelTraining.snapshotOf(model, Trigger.CHECKPOINT, id, saved)));
        }
        hasGoodCheckpoint = failures.getLocalValue().isEmpty();
        // What was sent of this checkpoint before the failure is lost with everything behind its barrier. Sending it
        // here would wait for the evaluator, which is being restored too: so from the mailbox, once all runs.
        mailbox.execute(() -> restored.forEach(outputs.snapshots()), "send the restored models to evaluation");
    }

    /** Another try would fail as this one: the job ends at once where the state is not that of this model. */
    private ModelTraining resumed(String model, ModelState saved) {
        try {
            return new ModelTraining(plan(model), outputs, TaskGpus.of(getRuntimeContext()), saved);
        } catch (IllegalArgumentException e) {
            throw new SuppressRestartsException(e);
        }
    }

    @Override
    public void processElement(StreamRecord<Example> element) {
        Example example = element.getValue();
        trainings.computeIfAbsent(example.model(), this::started).add(example);
    }

    private ModelTraining started(String model) {
        return new ModelTraining(plan(model), outputs, TaskGpus.of(getRuntimeContext()));
    }

    private TrainPlan plan(String model) {
        TrainPlan plan = plans.get(model);
        if (plan == null) {
            throw new IllegalArgumentException("the checkpoint holds a model named " + model + ", this job has "
                    + plans.keySet() + ": resume with the models that it was taken with");
        }
        return plan;
    }

    private void emitStep(TrainStep step) {
        shown(step.model()).show(step);
        output.collect(new StreamRecord<>(step));
    }

    private void emitSummary(TrainSummary summary) {
        shown(summary.step().model()).show(summary.inside());
        output.collect(Train.SUMMARIES, new StreamRecord<>(summary));
    }

    private TrainMetrics shown(String model) {
        return shown.computeIfAbsent(model, name -> new TrainMetrics(getMetricGroup(), name));
    }

    private void emitFailure(TrainFailure failure) {
        failures.add(failure);
        shown(failure.model()).showFailure();
        output.collect(Train.FAILED, new StreamRecord<>(failure));
    }

    /** Called by a step's thread: its outcome is a turn of the task's thread. */
    private void settleSoon() {
        try {
            mailbox.execute(() -> trainings.values().forEach(ModelTraining::settleIfDone), "a step is done");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task closed before a step was done.");
        } catch (Throwable e) { // no memory for the turn
            getContainingTask().handleAsyncException("the end of a step could not be announced", e);
        }
    }

    /** What the state will hold has to be emitted before the barrier, or it would be lost with a failure. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        trainings.values().forEach(ModelTraining::settle);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        List<ModelSnapshot> snapshots = new ArrayList<>();
        for (Map.Entry<String, ModelTraining> entry : trainings.entrySet()) {
            setCurrentKey(entry.getKey());
            ModelState saved = entry.getValue().state();
            state.update(saved);
            snapshots.add(
                    ModelTraining.snapshotOf(entry.getKey(), Trigger.CHECKPOINT, context.getCheckpointId(), saved));
        }
        unconfirmed.put(context.getCheckpointId(), snapshots);
        if (firstCheckpointAfterFailure.isEmpty() && everyModelFailed()) {
            firstCheckpointAfterFailure = OptionalLong.of(context.getCheckpointId());
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        List<ModelSnapshot> confirmed = unconfirmed.remove(checkpointId);
        unconfirmed.headMap(checkpointId).clear();
        hasGoodCheckpoint |= failures.getLocalValue().isEmpty();
        if (finished) {
            return; // finish() has sent the last models; nothing may be emitted after it
        }
        if (confirmed != null) {
            confirmed.forEach(outputs.snapshots());
        }
        // One checkpoint later than the first: then the failure's event is committed in every sink.
        if (firstCheckpointAfterFailure.isPresent() && checkpointId > firstCheckpointAfterFailure.getAsLong()) {
            throw diverged();
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        unconfirmed.remove(checkpointId);
    }

    private SuppressRestartsException diverged() {
        return new SuppressRestartsException(new IllegalStateException(
                failures.getLocalValue().stream().map(TrainFailure::sentence).collect(Collectors.joining("; "))));
    }

    private boolean everyModelFailed() {
        return trainings.size() == plans.size()
                && trainings.values().stream().allMatch(training -> training.failure() != null);
    }

    @Override
    public void finish() throws Exception {
        trainings.values().forEach(ModelTraining::finish);
        if (hasGoodCheckpoint && everyModelFailed()) {
            throw diverged(); // Flink deletes the checkpoints of a job that finishes, those of one that fails it keeps
        }
        finished = true;
        super.finish();
    }

    @Override
    public void close() throws Exception {
        trainings.values().forEach(ModelTraining::close);
        super.close();
    }
}
