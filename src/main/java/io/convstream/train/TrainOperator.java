package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.image.SkippedRecords;
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
import org.jspecify.annotations.Nullable;

/**
 * Trains the models whose keys belong to this subtask. Parameters live in native memory; a checkpoint copies them into
 * keyed state. The snapshot of a checkpoint is sent to evaluation when that checkpoint has completed.
 */
final class TrainOperator extends AbstractStreamOperator<TrainStep>
        implements OneInputStreamOperator<Example, TrainStep> {

    private static final ValueStateDescriptor<ModelState> STATE =
            new ValueStateDescriptor<>(SavedModel.STATE, new ModelStateSerializer());

    private final Map<String, TrainPlan> plans;
    private final ModelKeys keys;
    private final SkippedRecords skipped;
    private final transient MailboxExecutor mailbox;
    private final transient Map<String, TrainingLoop> loops = new HashMap<>();
    private final transient Map<String, TrainMetrics> metricsByModel = new HashMap<>();
    private transient ValueState<ModelState> state;
    /** The snapshots of checkpoints that have not completed, by checkpoint id. */
    private final transient TreeMap<Long, List<ModelSnapshot>> pendingSnapshots = new TreeMap<>();

    private final transient TrainOutputs outputs = new TrainOutputs(
            this::emitStep,
            this::emitSummary,
            timing -> metrics(timing.model()).update(timing),
            snapshot -> output.collect(Train.SNAPSHOTS, new StreamRecord<>(snapshot)),
            this::emitFailure,
            this::emitSoon);
    private final transient TrainAccumulators accumulators;
    private transient WorkerTask worker;
    private transient @Nullable FollowingWorker following;
    private transient OptionalLong firstCheckpointAfterFailure = OptionalLong.empty();
    private transient boolean finished;
    /** Whether a checkpoint has completed before any model failed. */
    private transient boolean hasCheckpointBeforeFailure;

    TrainOperator(
            StreamOperatorParameters<TrainStep> parameters,
            List<TrainPlan> plans,
            int workers,
            SkippedRecords skipped) {
        super(parameters);
        this.plans = plans.stream()
                .collect(Collectors.toMap(plan -> plan.definition().name(), Function.identity()));
        this.keys = Train.keys(plans, workers);
        this.skipped = skipped;
        this.accumulators = new TrainAccumulators(plans.size());
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        accumulators.register(getRuntimeContext());
        state = getPartitionedState(STATE);
        worker = new WorkerTask(keys, getContainingTask(), getOperatorID());
        if (worker.isFollowing()) {
            following = worker.follow(plan(worker.model()), TaskGpus.of(getRuntimeContext()), getMetricGroup());
        }
        if (context.isRestored()) {
            try {
                restore(context.getRestoredCheckpointId());
            } catch (IllegalArgumentException e) { // other models or options: a restart would fail the same way
                throw new SuppressRestartsException(e);
            }
        } else {
            ownModels().forEach(model -> loops.put(model, newLoop(model)));
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
            ModelState saved = state.value().without(skipped);
            String model = keys.model(key);
            TrainingLoop loop =
                    new TrainingLoop(plan(model), outputs, TaskGpus.of(getRuntimeContext()), worker.lead(model), saved);
            loops.put(model, loop);
            List<Fingerprint.Difference> machine = saved.fingerprint().machineDifferences(plan(model));
            if (!machine.isEmpty()) {
                LOG.warn("Model {} is trained on another machine than before: {}", model, machine);
            }
            accumulators.addRestored(model, saved.trainer().step(), machine);
            if (saved.trainer().step() >= plan(model).steps()) {
                accumulators.addFinished();
            }
            if (loop.failure() != null) {
                failed(loop.failure());
            }
            checkpoint.ifPresent(id -> restored.add(saved.snapshot(model, EvaluationTrigger.CHECKPOINT, id)));
        }
        for (String model : ownModels()) {
            if (!loops.containsKey(model)) {
                throw new IllegalArgumentException(
                        "the checkpoint holds no model named " + model + ": resume with the same models");
            }
        }
        hasCheckpointBeforeFailure = !accumulators.hasFailures();
        // These snapshots were sent after the checkpoint's barrier, so the failure has lost them: send them again.
        // Emitting
        // here could block on the evaluate operator, which is being restored too; the mailbox runs when all tasks do.
        mailbox.execute(() -> restored.forEach(outputs.snapshots()), "send the restored models to evaluation");
    }

    private List<String> ownModels() {
        return keys.modelsOf(getRuntimeContext().getTaskInfo());
    }

    @Override
    public void processElement(StreamRecord<Example> element) {
        Example example = element.getValue();
        Objects.requireNonNull(loops.get(example.model()), example.model()).add(example);
    }

    private TrainingLoop newLoop(String model) {
        return new TrainingLoop(plan(model), outputs, TaskGpus.of(getRuntimeContext()), worker.lead(model));
    }

    private TrainPlan plan(String model) {
        return Objects.requireNonNull(plans.get(model), model);
    }

    private void emitStep(ClassifiedBatch batch) {
        TrainStep step = batch.step();
        metrics(step.model()).update(step);
        output.collect(new StreamRecord<>(step));
        output.collect(Train.CLASSIFIED, new StreamRecord<>(batch));
        if (step.step() + 1 == plan(step.model()).steps()) {
            accumulators.addFinished();
        }
    }

    private void emitSummary(TrainSummary summary) {
        metrics(summary.step().model()).update(summary.model());
        output.collect(Train.SUMMARIES, new StreamRecord<>(summary));
    }

    private TrainMetrics metrics(String model) {
        return metricsByModel.computeIfAbsent(model, name -> new TrainMetrics(getMetricGroup(), name));
    }

    private void emitFailure(TrainFailure failure) {
        failed(failure);
        output.collect(Train.FAILED, new StreamRecord<>(failure));
    }

    private void failed(TrainFailure failure) {
        accumulators.addFailure(failure);
        metrics(failure.model()).setFailed();
    }

    /** Called on the step thread; schedules the emission on the task thread. */
    private void emitSoon() {
        try {
            mailbox.execute(() -> loops.values().forEach(TrainingLoop::emitCompleted), "emit a completed step");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task closed before a step completed.");
        } catch (Throwable e) { // such as OutOfMemoryError
            getContainingTask().handleAsyncException("cannot emit a completed step", e);
        }
    }

    /** Emits every step that the state includes before the barrier; after it, a failure would lose them. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        loops.values().forEach(TrainingLoop::drain);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        List<ModelSnapshot> snapshots = new ArrayList<>();
        for (Map.Entry<String, TrainingLoop> entry : loops.entrySet()) {
            setCurrentKey(keys.key(entry.getKey()));
            ModelState saved = entry.getValue().state();
            state.update(saved);
            snapshots.add(saved.snapshot(entry.getKey(), EvaluationTrigger.CHECKPOINT, context.getCheckpointId()));
        }
        pendingSnapshots.put(context.getCheckpointId(), snapshots);
        if (firstCheckpointAfterFailure.isEmpty() && everyModelFailed()) {
            firstCheckpointAfterFailure = OptionalLong.of(context.getCheckpointId());
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        List<ModelSnapshot> completed = pendingSnapshots.remove(checkpointId);
        pendingSnapshots.headMap(checkpointId).clear();
        hasCheckpointBeforeFailure |= !accumulators.hasFailures();
        if (finished) {
            return; // finish() has emitted the last snapshots; Flink forbids emitting after it
        }
        if (completed != null) {
            completed.forEach(outputs.snapshots());
        }
        // One checkpoint later, every sink has committed the failure event.
        if (firstCheckpointAfterFailure.isPresent() && checkpointId > firstCheckpointAfterFailure.getAsLong()) {
            throw accumulators.failure();
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        pendingSnapshots.remove(checkpointId);
    }

    private boolean everyModelFailed() {
        return loops.size() == plans.size() && loops.values().stream().allMatch(loop -> loop.failure() != null);
    }

    @Override
    public void finish() throws Exception {
        loops.values().forEach(TrainingLoop::finish);
        if (hasCheckpointBeforeFailure && everyModelFailed()) {
            throw accumulators.failure(); // fail rather than finish: Flink then retains the checkpoints
        }
        finished = true;
        if (following == null) {
            accumulators.addEndedInput();
        } else {
            following.await();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        loops.values().forEach(TrainingLoop::close);
        if (following != null) {
            following.close();
        }
        super.close();
    }
}
