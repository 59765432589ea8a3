package io.convstream.evaluate;

import io.convstream.failure.Reason;
import io.convstream.network.ModelDefinition;
import io.convstream.snapshot.ModelSnapshot;
import io.convstream.snapshot.TaskGpus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Evaluates snapshots on a worker thread, one at a time, so that neither training nor checkpoints wait. Unfinished
 * snapshots are state; the mail that removes a snapshot from the state also emits its evaluation, so evaluations are
 * exactly once. Duplicates need no detection: training sends the snapshot of checkpoint N after the barrier of N, so
 * the state of N never contains it, and sends it again on a restore of N.
 */
final class EvaluateOperator extends AbstractStreamOperator<EvaluatedModel>
        implements OneInputStreamOperator<ModelSnapshot, EvaluatedModel> {

    /**
     * Queue capacity. Snapshots triggered by step are never skipped, so a full queue applies backpressure to training.
     */
    static final int QUEUE_CAPACITY = 8;

    private static final ListStateDescriptor<ModelSnapshot> UNFINISHED =
            new ListStateDescriptor<>("unfinished", ModelSnapshot.class);
    private static final ListStateDescriptor<Tuple2<String, Long>> SKIPPED =
            new ListStateDescriptor<>("skipped", Types.TUPLE(Types.STRING, Types.LONG));
    private static final ListStateDescriptor<Tuple2<String, Double>> BEST =
            new ListStateDescriptor<>("best", Types.TUPLE(Types.STRING, Types.DOUBLE));
    private static final ListStateDescriptor<Long> REJECTED = new ListStateDescriptor<>("rejected", Types.LONG);

    private final transient MailboxExecutor mailbox;
    private final transient EvaluationWorker worker;
    private final transient ExecutorService thread;
    private final transient EvaluationQueue queue = new EvaluationQueue();
    private final transient Map<String, Long> skipped = new HashMap<>();
    /** The highest precision@1 of each model in this subtask. */
    private final transient Map<String, Double> best = new HashMap<>();

    private final transient Map<String, EvaluateMetrics> metricsByModel = new HashMap<>();
    private transient ListState<ModelSnapshot> unfinishedState;
    private transient ListState<Tuple2<String, Long>> skippedState;
    private transient ListState<Tuple2<String, Double>> bestState;
    private transient ListState<Long> rejectedState;
    /** Dead letters of held-out records before this position have been emitted. */
    private transient long rejectedUntil;

    private transient Counter rejected;

    EvaluateOperator(
            StreamOperatorParameters<EvaluatedModel> parameters,
            List<ModelDefinition> definitions,
            HeldOutSource heldOut) {
        super(parameters);
        mailbox = parameters.getMailboxExecutor();
        worker = new EvaluationWorker(definitions, heldOut, () -> TaskGpus.of(getRuntimeContext()), this::rejected);
        thread = Executors.newSingleThreadExecutor(EvaluateOperator::idlePriorityThread);
    }

    /** Evaluation, including the threads that it starts, uses only processor time that training leaves idle. */
    private static Thread idlePriorityThread(Runnable work) {
        Runnable withIdlePriority = () -> {
            try {
                IdleScheduling.ofThisThread();
            } finally {
                work.run(); // even if an Error was thrown: the executor hangs if its thread dies before running
            }
        };
        Thread thread = new Thread(withIdlePriority, "convstream evaluation");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        unfinishedState = context.getOperatorStateStore().getListState(UNFINISHED);
        skippedState = context.getOperatorStateStore().getListState(SKIPPED);
        bestState = context.getOperatorStateStore().getListState(BEST);
        rejectedState = context.getOperatorStateStore().getListState(REJECTED);
        rejected = getMetricGroup().addGroup("convstream").counter("heldOutDeadLetters");
        for (long position : rejectedState.get()) {
            rejectedUntil = Math.max(rejectedUntil, position);
        }
        for (Tuple2<String, Long> count : skippedState.get()) {
            skipped.merge(count.f0, count.f1, Long::sum);
        }
        for (Tuple2<String, Double> precision : bestState.get()) {
            best.merge(precision.f0, precision.f1, Math::max);
        }
        queue.restore(unfinishedState.get());
        mailbox.execute(this::startNext, "resume unfinished evaluations");
    }

    @Override
    public void processElement(StreamRecord<ModelSnapshot> element) throws Exception {
        ModelSnapshot snapshot = element.getValue();
        while (queue.size() >= QUEUE_CAPACITY) {
            mailbox.yield();
        }
        int skippedNow = queue.add(snapshot);
        if (skippedNow > 0) {
            skipped.merge(snapshot.model(), (long) skippedNow, Long::sum);
        }
        metrics(snapshot.model()).snapshotArrived(snapshot.step());
        startNext();
    }

    private void startNext() {
        ModelSnapshot snapshot = queue.start();
        if (snapshot != null) {
            long skippedSoFar = skipped.getOrDefault(snapshot.model(), 0L);
            thread.execute(() -> putMail(snapshot, evaluate(snapshot, skippedSoFar)));
        }
    }

    /** Runs on the worker thread and returns a mail for the task thread, which emits the result or throws the error. */
    private ThrowingRunnable<Exception> evaluate(ModelSnapshot snapshot, long skippedSoFar) {
        try {
            Evaluation evaluation = worker.evaluate(snapshot, skippedSoFar);
            return () -> emit(new EvaluatedModel(evaluation, snapshot));
        } catch (Throwable e) {
            return () -> {
                // Wrapped: Flink halts the process on some errors, without a message.
                throw new ExecutionException(
                        "cannot evaluate model " + snapshot.model() + " at step " + snapshot.step() + ": "
                                + Reason.of(e),
                        e);
            };
        }
    }

    private void putMail(ModelSnapshot snapshot, ThrowingRunnable<Exception> mail) {
        try {
            mailbox.execute(mail, "evaluation of model " + snapshot.model() + " at step " + snapshot.step());
        } catch (RejectedExecutionException e) {
            LOG.debug("The task closed before the evaluation at step {} completed.", snapshot.step());
        } catch (Throwable e) { // such as OutOfMemoryError
            getContainingTask().handleAsyncException("cannot emit an evaluation", e);
        }
    }

    /** Runs on the worker thread. */
    private void rejected(RejectedImage image) {
        try {
            mailbox.execute(() -> emit(image), "emit a held-out dead letter");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task closed before all held-out images were read.");
        }
    }

    private void emit(RejectedImage image) {
        rejected.inc();
        if (image.position() >= rejectedUntil) {
            rejectedUntil = image.position() + 1;
            output.collect(Evaluate.REJECTED, new StreamRecord<>(image));
        }
    }

    private void emit(EvaluatedModel evaluated) {
        queue.complete();
        Evaluation evaluation = evaluated.evaluation();
        double bestSoFar = best.merge(evaluation.model(), evaluation.bestPrecision(), Math::max);
        metrics(evaluation.model()).update(evaluation, bestSoFar);
        output.collect(new StreamRecord<>(evaluated));
        startNext();
    }

    private EvaluateMetrics metrics(String model) {
        return metricsByModel.computeIfAbsent(model, name -> new EvaluateMetrics(getMetricGroup(), name));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        unfinishedState.update(queue.unfinished());
        skippedState.update(skipped.entrySet().stream()
                .map(entry -> Tuple2.of(entry.getKey(), entry.getValue()))
                .toList());
        bestState.update(best.entrySet().stream()
                .map(entry -> Tuple2.of(entry.getKey(), entry.getValue()))
                .toList());
        rejectedState.update(List.of(rejectedUntil));
    }

    /** Waits for all queued evaluations. */
    @Override
    public void finish() throws Exception {
        while (queue.size() > 0) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        thread.shutdownNow(); // the evaluator checks for the interrupt between batches
        if (thread.awaitTermination(1, TimeUnit.MINUTES)) {
            worker.close();
        }
        super.close();
    }
}
