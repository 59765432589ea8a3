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
 * Evaluates snapshots beside the task thread, one after the other, so that neither training nor checkpoints wait for
 * it. What is not finished is state; a result is emitted in the same turn in which its snapshot leaves the state, so
 * each comes once. A snapshot need not be compared with earlier ones: training sends that of checkpoint N behind N's
 * barrier, so the state of N never holds it, and sends it again when N is restored.
 */
final class EvaluateOperator extends AbstractStreamOperator<EvaluatedModel>
        implements OneInputStreamOperator<ModelSnapshot, EvaluatedModel> {

    /** Snapshots asked for by step never give way: where so many wait, training waits too. */
    static final int MOST_WAITING = 8;

    private static final ListStateDescriptor<ModelSnapshot> UNFINISHED =
            new ListStateDescriptor<>("unfinished", ModelSnapshot.class);
    private static final ListStateDescriptor<Tuple2<String, Long>> SKIPPED =
            new ListStateDescriptor<>("skipped", Types.TUPLE(Types.STRING, Types.LONG));
    private static final ListStateDescriptor<Tuple2<String, Double>> BEST =
            new ListStateDescriptor<>("best", Types.TUPLE(Types.STRING, Types.DOUBLE));
    private static final ListStateDescriptor<Long> REJECTED = new ListStateDescriptor<>("rejected", Types.LONG);

    private final transient MailboxExecutor mailbox;
    private final transient EvaluationWorker work;
    private final transient ExecutorService worker;
    private final transient EvaluationQueue queue = new EvaluationQueue();
    private final transient Map<String, Long> skipped = new HashMap<>();
    /** Precision@1 of each model's best evaluation here. */
    private final transient Map<String, Double> best = new HashMap<>();

    private final transient Map<String, EvaluateMetrics> shown = new HashMap<>();
    private transient ListState<ModelSnapshot> unfinishedState;
    private transient ListState<Tuple2<String, Long>> skippedState;
    private transient ListState<Tuple2<String, Double>> bestState;
    private transient ListState<Long> rejectedState;
    /** Held-out records before this position have been emitted if they cannot be used. */
    private transient long rejectedUntil;

    private transient Counter rejected;

    EvaluateOperator(
            StreamOperatorParameters<EvaluatedModel> parameters,
            List<ModelDefinition> definitions,
            HeldOutSource heldOut) {
        super(parameters);
        mailbox = parameters.getMailboxExecutor();
        work = new EvaluationWorker(definitions, heldOut, () -> TaskGpus.of(getRuntimeContext()), this::rejected);
        worker = Executors.newSingleThreadExecutor(EvaluateOperator::modestThread);
    }

    /** Evaluation takes what training leaves of the processors, and only that; so do the threads that it starts. */
    private static Thread modestThread(Runnable work) {
        Runnable modestly = () -> {
            try {
                IdleScheduling.ofThisThread();
            } finally {
                work.run(); // the executor waits for ever for a thread that ends before it begins
            }
        };
        Thread thread = new Thread(modestly, "convstream evaluation");
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
        mailbox.execute(this::startNext, "go on with unfinished evaluations");
    }

    @Override
    public void processElement(StreamRecord<ModelSnapshot> element) throws Exception {
        ModelSnapshot snapshot = element.getValue();
        while (queue.size() >= MOST_WAITING) {
            mailbox.yield();
        }
        int displaced = queue.add(snapshot);
        if (displaced > 0) {
            skipped.merge(snapshot.model(), (long) displaced, Long::sum);
        }
        shown(snapshot.model()).arrived(snapshot.step());
        startNext();
    }

    private void startNext() {
        ModelSnapshot snapshot = queue.start();
        if (snapshot != null) {
            long skippedSoFar = skipped.getOrDefault(snapshot.model(), 0L);
            worker.execute(() -> inMailbox(snapshot, evaluate(snapshot, skippedSoFar)));
        }
    }

    /** Runs on the worker; its outcome, an error too, is a turn of the task thread. */
    private ThrowingRunnable<Exception> evaluate(ModelSnapshot snapshot, long skippedSoFar) {
        try {
            Evaluation evaluation = work.evaluate(snapshot, skippedSoFar);
            return () -> emit(new EvaluatedModel(evaluation, snapshot));
        } catch (Throwable e) {
            return () -> {
                // Not the error itself: Flink halts the process for some, without a word.
                throw new ExecutionException(
                        "model " + snapshot.model() + " could not be evaluated at step " + snapshot.step() + ": "
                                + Reason.of(e),
                        e);
            };
        }
    }

    private void inMailbox(ModelSnapshot snapshot, ThrowingRunnable<Exception> turn) {
        try {
            mailbox.execute(turn, "evaluation of model " + snapshot.model() + " at step " + snapshot.step());
        } catch (RejectedExecutionException e) {
            LOG.debug("The task closed before the evaluation at step {} was done.", snapshot.step());
        } catch (Throwable e) { // no memory for the turn
            getContainingTask().handleAsyncException("the end of an evaluation could not be announced", e);
        }
    }

    /** Runs on the worker. */
    private void rejected(RejectedImage image) {
        try {
            mailbox.execute(() -> emit(image), "a held-out image that cannot be used");
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
        queue.done();
        Evaluation evaluation = evaluated.evaluation();
        double bestSoFar = best.merge(evaluation.model(), evaluation.bestPrecision(), Math::max);
        shown(evaluation.model()).show(evaluation, bestSoFar);
        output.collect(new StreamRecord<>(evaluated));
        startNext();
    }

    private EvaluateMetrics shown(String model) {
        return shown.computeIfAbsent(model, name -> new EvaluateMetrics(getMetricGroup(), name));
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

    /** At the end of the input nothing is left undone. */
    @Override
    public void finish() throws Exception {
        while (queue.size() > 0) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        worker.shutdownNow(); // the evaluator looks at the interrupt between two batches
        if (worker.awaitTermination(1, TimeUnit.MINUTES)) {
            work.close();
        }
        super.close();
    }
}
