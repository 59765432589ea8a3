package io.convstream.change;

import io.convstream.train.ClassifiedBatch;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Adds the detection of drift to a pipeline. */
public final class Change {

    /** Accumulator: the number of drifts since the start of the job or its last failure. */
    public static final String DRIFTS = "convstream.drifts";

    private Change() {}

    /**
     * Follows the steps of each model in their order.
     *
     * @param options detector NONE: only estimates and metrics, no events; the operator stays, so that its state fits any
     */
    public static SingleOutputStreamOperator<ChangeEvent> on(
            DataStream<ClassifiedBatch> batches, ChangeOptions options) {
        return batches.keyBy(batch -> batch.step().model(), Types.STRING)
                .process(new ChangeFunction(options))
                .returns(ChangeEvent.class)
                .setParallelism(1); // A step is a few numbers.
    }
}
