package io.convstream.serve;

import io.convstream.event.ShiftEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Detects shifts of the images and answers of each model. Run it with parallelism 1. */
final class ShiftFunction extends ProcessFunction<Observation, ShiftEvent> implements CheckpointedFunction {

    private static final long serialVersionUID = 1;

    private static final ListStateDescriptor<byte[]> STATE =
            new ListStateDescriptor<>("shifts", BytePrimitiveArraySerializer.INSTANCE);

    private final int window;
    private transient Map<String, ModelShifts> models;
    private transient ListState<byte[]> state;

    /** @param window the number of images of a window */
    ShiftFunction(int window) {
        this.window = window;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        models = new TreeMap<>();
        state = context.getOperatorStateStore().getListState(STATE);
        for (byte[] encoded : state.get()) {
            ModelShifts.decode(encoded, window).ifPresent(this::register);
        }
    }

    private ModelShifts register(ModelShifts model) {
        model.register(getRuntimeContext().getMetricGroup());
        models.put(model.model(), model);
        return model;
    }

    @Override
    public void processElement(Observation observation, Context context, Collector<ShiftEvent> out) {
        ModelShifts model = models.get(observation.model());
        if (model == null) {
            model = register(new ModelShifts(observation.model(), window));
        }
        model.add(observation).forEach(out::collect);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        List<byte[]> all = new ArrayList<>();
        for (ModelShifts model : models.values()) {
            all.add(model.encode());
        }
        state.update(all);
    }
}
