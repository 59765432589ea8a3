package io.convstream.network.dl4j;

import io.convstream.network.engine.Device;
import io.convstream.network.engine.InferenceEngine;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.plan.NetworkPlan;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Inference by DL4J, on a thread of its own. */
public final class Dl4jInference implements InferenceEngine {

    private final int batchSize;
    private final TowerThreads thread;
    private final Dl4jModel model;

    /** Creates the network. Its parameters are zero until {@link #load}. */
    public Dl4jInference(String name, NetworkPlan plan, int batchSize, Device device) {
        this.batchSize = batchSize;
        thread = new TowerThreads(name + " classifier", List.of(device));
        try {
            model = thread.compute(() -> new Dl4jModel(plan.withVariances(), new float[plan.size()]));
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    @Override
    public void load(float[] parameters) {
        thread.run(() -> model.load(parameters));
    }

    @Override
    public float[] probabilities(float[] pixels) {
        return thread.compute(() -> {
            try (INDArray images = model.images(pixels, batchSize);
                    INDArray output = model.output(images);
                    INDArray rows = output.dup('c')) {
                return rows.reshape(rows.length()).toFloatVector();
            }
        });
    }

    @Override
    public void close() {
        thread.run(model::close);
        thread.close();
    }
}
