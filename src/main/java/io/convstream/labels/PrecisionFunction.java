package io.convstream.labels;

import io.convstream.change.ChangeMetrics;
import io.convstream.change.ChangeOptions;
import io.convstream.change.Monitor;
import io.convstream.change.MonitorSerializer;
import io.convstream.drift.DriftDetector;
import io.convstream.drift.Level;
import io.convstream.event.PrecisionEvent;
import io.convstream.rollout.ServedModel;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Keeps the prequential estimates of the labeled answers of each model, as change detection does of the steps of training. */
final class PrecisionFunction extends KeyedProcessFunction<String, LabeledAnswer, PrecisionEvent> {

    private static final long serialVersionUID = 1;

    private static final ValueStateDescriptor<Monitor> MONITOR =
            new ValueStateDescriptor<>("monitor", new MonitorSerializer());
    private static final ValueStateDescriptor<LabelBatch> BATCH =
            new ValueStateDescriptor<>("batch", TypeInformation.of(LabelBatch.class));

    private final LabelOptions options;
    private transient ValueState<Monitor> monitors;
    private transient ValueState<LabelBatch> batches;
    private transient Map<String, ChangeMetrics> metrics;

    PrecisionFunction(LabelOptions options) {
        this.options = options;
    }

    @Override
    public void open(OpenContext context) {
        monitors = getRuntimeContext().getState(MONITOR);
        batches = getRuntimeContext().getState(BATCH);
        metrics = new HashMap<>();
    }

    @Override
    public void processElement(LabeledAnswer answer, Context context, Collector<PrecisionEvent> out) throws Exception {
        LabelBatch batch = LabelBatch.add(batches.value(), answer);
        if (batch.size() < options.batch()) {
            batches.update(batch);
            return;
        }
        batches.update(batch.next());
        Monitor saved = monitors.value();
        Monitor monitor = saved == null ? new Monitor(options.detector()) : saved.withDetector(options.detector());
        Monitor.Observation observation =
                monitor.add(batch.precision(), batch.meanLoss(), batch.size(), batch.images(), batch.correct());
        monitors.update(observation.monitor());
        ChangeOptions change = new ChangeOptions(options.detector(), classes(answer.model()), false);
        metrics.computeIfAbsent(
                        answer.model(),
                        model -> new ChangeMetrics(getRuntimeContext().getMetricGroup(), model, change, monitor))
                .update(observation);
        out.collect(event(answer, batch.labels(), observation, change));
    }

    private List<String> classes(String model) {
        return options.models().stream()
                .filter(served -> served.name().equals(model))
                .findFirst()
                .map(ServedModel::classes)
                .orElse(List.of());
    }

    private static PrecisionEvent event(
            LabeledAnswer answer, long labels, Monitor.Observation observation, ChangeOptions change) {
        Monitor monitor = observation.monitor();
        DriftDetector alarm = observation.alarm();
        return new PrecisionEvent(
                answer.model(),
                answer.step() < 0 ? null : answer.step(),
                labels,
                monitor.precision().mean(),
                monitor.loss().mean(),
                monitor.windowPrecision().mean(),
                monitor.windowLoss().mean(),
                monitor.type(),
                alarm == null ? Level.NONE : alarm.level(),
                alarm == null ? null : 1 - alarm.before(),
                alarm == null ? null : 1 - alarm.now(),
                Instant.ofEpochMilli(answer.timestamp()),
                monitor.recalls(change));
    }
}
