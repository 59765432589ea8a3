package io.convstream.change;

import io.convstream.drift.DriftDetector;
import io.convstream.drift.Level;
import io.convstream.train.ClassifiedBatch;
import io.convstream.train.TrainStep;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Keeps a monitor of each model in keyed state and emits its events. A function of the steps: a replay repeats it. */
final class ChangeFunction extends KeyedProcessFunction<String, ClassifiedBatch, ChangeEvent> {

    private static final long serialVersionUID = 1;

    private static final ValueStateDescriptor<Monitor> STATE =
            new ValueStateDescriptor<>("monitor", new MonitorSerializer());

    private final ChangeOptions options;
    private transient ValueState<Monitor> state;
    private transient Map<String, ChangeMetrics> metrics;
    private transient LongCounter drifts;

    ChangeFunction(ChangeOptions options) {
        this.options = options;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(STATE);
        metrics = new HashMap<>();
        drifts = new LongCounter();
        getRuntimeContext().addAccumulator(Change.DRIFTS, drifts);
    }

    @Override
    public void processElement(ClassifiedBatch batch, Context context, Collector<ChangeEvent> out) throws Exception {
        Monitor saved = state.value();
        Monitor monitor = saved == null ? new Monitor(options.detector()) : saved.withDetector(options.detector());
        Monitor.Observation observation = monitor.add(batch);
        state.update(observation.monitor());
        metrics.computeIfAbsent(
                        batch.step().model(),
                        model -> new ChangeMetrics(getRuntimeContext().getMetricGroup(), model, options, monitor))
                .update(observation);
        if (observation.alarm() != null) {
            drifts.add(observation.alarm().level() == Level.DRIFT ? 1 : 0);
            out.collect(event(batch.step(), observation.monitor(), observation.alarm()));
        }
    }

    private ChangeEvent event(TrainStep step, Monitor monitor, DriftDetector alarm) {
        return new ChangeEvent(
                step.model(),
                step.step(),
                step.epoch(),
                step.images(),
                monitor.type(),
                alarm.level(),
                1 - alarm.before(),
                1 - alarm.now(),
                step.time(),
                monitor.recalls(options));
    }
}
