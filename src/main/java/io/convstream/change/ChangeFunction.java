package io.convstream.change;

import io.convstream.train.TrainStep;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Keeps a monitor of each model in keyed state and emits its events. A function of the steps: a replay repeats it. */
final class ChangeFunction extends KeyedProcessFunction<String, TrainStep, ChangeEvent> {

    private static final long serialVersionUID = 1;

    private static final ValueStateDescriptor<Monitor> STATE =
            new ValueStateDescriptor<>("monitor", new MonitorSerializer());

    private final DetectorType type;
    private transient ValueState<Monitor> state;
    private transient Map<String, ChangeMetrics> metrics;

    ChangeFunction(DetectorType type) {
        this.type = type;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(STATE);
        metrics = new HashMap<>();
    }

    @Override
    public void processElement(TrainStep step, Context context, Collector<ChangeEvent> out) throws Exception {
        Monitor saved = state.value();
        Monitor monitor = saved == null ? new Monitor(type) : saved.withDetector(type);
        Monitor.Observation observation = monitor.add(step);
        state.update(observation.monitor());
        metrics.computeIfAbsent(
                        step.model(),
                        model -> new ChangeMetrics(getRuntimeContext().getMetricGroup(), model, monitor))
                .update(observation);
        if (observation.event() != null) {
            out.collect(observation.event());
        }
    }
}
