package io.convstream.network.compiled;

import io.convstream.exchange.Towers;
import io.convstream.network.engine.InferenceEngine;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.nd4j.OwnedResources;
import io.convstream.network.plan.NetworkPlan;
import org.nd4j.linalg.api.buffer.DataType;

/** Inference of a compiled network on the CPU, one thread per tower. */
public final class CompiledInference implements InferenceEngine {

    private final OwnedResources resources = new OwnedResources();
    private final TowerThreads threads;
    private final SharedParameters parameters;
    private final ReplicaGroup group;
    private final int values;

    /** Allocates the network. Its parameters are zero until {@link #load}. */
    public CompiledInference(String model, NetworkPlan plan, int batchSize, int towers) {
        values = batchSize * plan.classes();
        try {
            threads = resources.add(new TowerThreads(model + " classifier", towers));
            parameters = resources.add(new SharedParameters(DataType.FLOAT, plan, 0));
            group = resources.add(threads.compute(
                    () -> new ReplicaGroup(plan, parameters, Towers.onOneWorker(towers), batchSize, 0)));
        } catch (RuntimeException | Error e) {
            resources.close();
            throw e;
        }
    }

    @Override
    public void load(float[] values) {
        parameters.load(values);
    }

    @Override
    public float[] probabilities(float[] pixels) {
        var all = new float[values];
        group.classify(threads, pixels, all);
        return all;
    }

    @Override
    public void close() {
        resources.close();
    }
}
