package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import io.convstream.snapshot.TaskGpus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private final ModelKeys keys;
    private final transient MailboxExecutor mailbox;
    private final transient Map<String, TrainingLoop> trainings = new HashMap<>();
    private final transient Map<String, TrainMetrics> shown = new HashMap<>();
    private transient ValueState<ModelState> state;
    /** What waits for its checkpoint to be confirmed, by checkpoint id. */
    private final transient TreeMap<Long, List<ModelSnapshot>> unconfirmed = new TreeMap<>();

    private final transient TrainingLoop.Outputs outputs = new TrainingLoop.Outputs(
            this::emitStep,
            this::emitSummary,
            pace -> shown(pace.model()).show(pace),
            snapshot -> output.collect(Train.SNAPSHOTS, new StreamRecord<>(snapshot)),
            this::emitFailure,
            this::settleSoon);
    private final transient TrainAccumulators outcome;
    private transient OptionalLong firstCheckpointAfterFailure = OptionalLong.empty();
    private transient boolean finished;
    /** Whether a checkpoint was complete before a model failed. */
    private transient boolean hasGoodCheckpoint;

    TrainOperator(StreamOperatorParameters<TrainStep> parameters, List<TrainPlan> plans) {
        super(parameters);
        this.plans = plans.stream()
                .collect(Collectors.toMap(plan -> plan.definition().name(), Function.identity()));
        this.keys = Train.keys(plans);
        this.outcome = new TrainAccumulators(plans.size());
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        outcome.register(getRuntimeContext());
        state = getPartitionedState(STATE);
        if (context.isRestored()) {
            try {
                restore(context.getRestoredCheckpointId());
            } catch (IllegalArgumentException e) { // not the state of these models: another try would fail as this one
                throw new SuppressRestartsException(e);
            }
        } else {
            ownModels().forEach(model -> trainings.put(model, started(model)));
        }
    }

    private void restore(OptionalLong checkpoint) throws Exception {
        List<ModelSnapshot> restored = new ArrayList<>();
        List<String> found;
        try (var all = this.<String>getKeyedStateBackend().getKeys(STATE.getName(), VoidNamespace.INSTANCE)) {
            found = all.toList();
        }
        for (String key : found) {
            setCurrentKey(key);
            ModelState saved = state.value();
            String model = keys.model(key);
            TrainingLoop training = new TrainingLoop(plan(model), outputs, TaskGpus.of(getRuntimeContext()), saved);
            trainings.put(model, training);
            outcome.resumed(model, saved.learner().step());
            if (saved.learner().step() >= plan(model).steps()) {
                outcome.done();
            }
            if (training.failure() != null) {
                failed(training.failure());
            }
            checkpoint.ifPresent(
                    id -> restored.add(TrainingLoop.snapshotOf(model, EvaluationTrigger.CHECKPOINT, id, saved)));
        }
        for (String model : ownModels()) {
            if (!trainings.containsKey(model)) {
                throw new IllegalArgumentException("the checkpoint holds no model named " + model
                        + ": resume with the models that it was taken with");
            }
        }
        hasGoodCheckpoint = !outcome.hasFailures();
        // What was sent of this checkpoint before the failure is lost with everything behind its barrier. Sending it
        // here would wait for the evaluator, which is being restored too: so from the mailbox, once all runs.
        mailbox.execute(() -> restored.forEach(outputs.snapshots()), "send the restored models to evaluation");
    }

    private List<String> ownModels() {
        return keys.on(getRuntimeContext().getTaskInfo());
    }

    @Override
    public void processElement(StreamRecord<Example> element) {
        Example example = element.getValue();
        Objects.requireNonNull(trainings.get(example.model()), example.model()).add(example);
    }

    private TrainingLoop started(String model) {
        return new TrainingLoop(plan(model), outputs, TaskGpus.of(getRuntimeContext()));
    }

    private TrainPlan plan(String model) {
        return Objects.requireNonNull(plans.get(model), model);
    }

    private void emitStep(TrainStep step) {
        shown(step.model()).show(step);
        output.collect(new StreamRecord<>(step));
        if (step.step() + 1 == plan(step.model()).steps()) {
            outcome.done();
        }
    }

    private void emitSummary(TrainSummary summary) {
        shown(summary.step().model()).show(summary.inside());
        output.collect(Train.SUMMARIES, new StreamRecord<>(summary));
    }

    private TrainMetrics shown(String model) {
        return shown.computeIfAbsent(model, name -> new TrainMetrics(getMetricGroup(), name));
    }

    private void emitFailure(TrainFailure failure) {
        failed(failure);
        output.collect(Train.FAILED, new StreamRecord<>(failure));
    }

    private void failed(TrainFailure failure) {
        outcome.failed(failure);
        shown(failure.model()).showFailure();
    }

    /** Called by a step's thread: its outcome is a turn of the task's thread. */
    private void settleSoon() {
        try {
            mailbox.execute(() -> trainings.values().forEach(TrainingLoop::settleIfDone), "a step is done");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task closed before a step was done.");
        } catch (Throwable e) { // no memory for the turn
            getContainingTask().handleAsyncException("the end of a step could not be announced", e);
        }
    }

    /** What the state will hold has to be emitted before the barrier, or it would be lost with a failure. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        trainings.values().forEach(TrainingLoop::settle);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        List<ModelSnapshot> snapshots = new ArrayList<>();
        for (Map.Entry<String, TrainingLoop> entry : trainings.entrySet()) {
            setCurrentKey(keys.of(entry.getKey()));
            ModelState saved = entry.getValue().state();
            state.update(saved);
            snapshots.add(TrainingLoop.snapshotOf(
                    entry.getKey(), EvaluationTrigger.CHECKPOINT, context.getCheckpointId(), saved));
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
        hasGoodCheckpoint |= !outcome.hasFailures();
        if (finished) {
            return; // finish() has sent the last models; nothing may be emitted after it
        }
        if (confirmed != null) {
            confirmed.forEach(outputs.snapshots());
        }
        // One checkpoint later than the first: then the failure's event is committed in every sink.
        if (firstCheckpointAfterFailure.isPresent() && checkpointId > firstCheckpointAfterFailure.getAsLong()) {
            throw outcome.failure();
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        unconfirmed.remove(checkpointId);
    }

    private boolean everyModelFailed() {
        return trainings.size() == plans.size()
                && trainings.values().stream().allMatch(training -> training.failure() != null);
    }

    @Override
    public void finish() throws Exception {
        trainings.values().forEach(TrainingLoop::finish);
        if (hasGoodCheckpoint && everyModelFailed()) {
            throw outcome.failure(); // Flink deletes the checkpoints of a job that finishes, those of one that fails it
            // keeps
        }
        finished = true;
        outcome.ended();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        trainings.values().forEach(TrainingLoop::close);
        super.close();
    }
}
