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
 * Raises a flag once no model has become better for a while. An operator cannot end a job: the flag is an accumulator,
 * and whoever watches the job stops it.
 */
public final class EarlyStopping extends ProcessFunction<Evaluation, Evaluation> implements CheckpointedFunction {

    /** The accumulator's name; above 0: stop. */
    public static final String STOP_REQUESTS = "convstream.stopRequests";

    private static final ListStateDescriptor<Tuple3<String, Double, Integer>> STATE =
            new ListStateDescriptor<>("patience", Types.TUPLE(Types.STRING, Types.DOUBLE, Types.INT));

    private final int models;
    private final int limit;
    private transient PlateauDetector patience;
    private transient LongCounter flag;
    private transient ListState<Tuple3<String, Double, Integer>> state;

    /**
     * Early stopping of a whole job: the flag is raised when every model has stopped improving.
     *
     * @param models how many models the job has
     * @param limit after how many evaluations in a row without a better precision@1 a model has had enough
     */
    public EarlyStopping(int models, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("early-stopping-patience is " + limit
                    + ": give the number of evaluations without progress, from 1");
        }
        this.models = models;
        this.limit = limit;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        patience = new PlateauDetector(limit);
        flag = new LongCounter();
        getRuntimeContext().addAccumulator(STOP_REQUESTS, flag);
        state = context.getOperatorStateStore().getListState(STATE);
        for (Tuple3<String, Double, Integer> model : state.get()) {
            patience.set(model.f0, model.f1, model.f2);
        }
    }

    @Override
    public void processElement(Evaluation evaluation, Context context, Collector<Evaluation> out) {
        patience.count(evaluation.model(), evaluation.bestPrecision());
        if (patience.isOver(models)) {
            flag.add(1);
        }
        out.collect(evaluation);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        state.update(patience.best().entrySet().stream()
                .map(best -> Tuple3.of(best.getKey(), best.getValue(), patience.without(best.getKey())))
                .toList());
    }
}
