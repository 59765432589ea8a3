package io.convstream.change;

import io.convstream.train.TrainStep;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Adds the detection of drift to a pipeline. */
public final class Change {

    private Change() {}

    /**
     * Follows the steps of each model in their order.
     *
     * @param type NONE: only estimates and metrics, no events; the operator stays, so that its state fits any type
     */
    public static SingleOutputStreamOperator<ChangeEvent> on(DataStream<TrainStep> steps, DetectorType type) {
        return steps.keyBy(TrainStep::model, Types.STRING)
                .process(new ChangeFunction(type))
                .returns(ChangeEvent.class)
                .setParallelism(1); // A step is a few numbers.
    }
}
