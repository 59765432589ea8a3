package io.convstream.evaluate;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Early stopping: requests the end of a job when no model has improved for a number of evaluations. An operator cannot
 * stop a job, so the request is an accumulator that the client reads.
 */
public final class EarlyStopping extends ProcessFunction<Evaluation, Evaluation> implements CheckpointedFunction {

    /** Accumulator: above 0 if the client shall stop the job. */
    public static final String STOP_REQUESTS = "convstream.stopRequests";

    private static final ListStateDescriptor<Tuple3<String, Double, Integer>> STATE =
            new ListStateDescriptor<>("patience", Types.TUPLE(Types.STRING, Types.DOUBLE, Types.INT));

    private final int models;
    private final int patience;
    private transient PlateauDetector plateau;
    private transient LongCounter stopRequests;
    private transient ListState<Tuple3<String, Double, Integer>> state;

    /**
     * Stops when every model has stopped improving.
     *
     * @param models the number of models of the job
     * @param patience consecutive evaluations without a higher precision@1 before a model counts as stagnant
     */
    public EarlyStopping(int models, int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("early-stopping-patience is " + patience
                    + ": give a number of evaluations without improvement, at least 1");
        }
        this.models = models;
        this.patience = patience;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        plateau = new PlateauDetector(patience);
        stopRequests = new LongCounter();
        getRuntimeContext().addAccumulator(STOP_REQUESTS, stopRequests);
        state = context.getOperatorStateStore().getListState(STATE);
        for (Tuple3<String, Double, Integer> model : state.get()) {
            plateau.restore(model.f0, model.f1, model.f2);
        }
    }

    @Override
    public void processElement(Evaluation evaluation, Context context, Collector<Evaluation> out) {
        plateau.add(evaluation.model(), evaluation.bestPrecision());
        if (plateau.hasPlateaued(models)) {
            stopRequests.add(1);
        }
        out.collect(evaluation);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        state.update(plateau.best().entrySet().stream()
                .map(best -> Tuple3.of(best.getKey(), best.getValue(), plateau.stagnantEvaluations(best.getKey())))
                .toList());
    }
}
