package io.convstream.network.dl4j;

import io.convstream.network.engine.FloatSource;
import io.convstream.network.engine.StepObserver;
import io.convstream.network.engine.TrainingEngine.Batch;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads what a step's forward pass computed, before DL4J frees it: the predictions, and the outputs of layers. */
final class ForwardPass extends BaseTrainingListener {

    private final Dl4jModel model;
    private final NetworkPlan plan;
    private final Map<String, float[]> outputs = new HashMap<>();
    private @Nullable Batch batch;
    private @Nullable StepObserver observer;
    private int[] correct = new int[0];

    ForwardPass(Dl4jModel model, NetworkPlan plan) {
        this.model = model;
        this.plan = plan;
        model.network().addListeners(this);
    }

    /** Announces the next step. */
    void observe(Batch next, @Nullable StepObserver stepObserver) {
        batch = next;
        observer = stepObserver;
        outputs.clear();
    }

    /** Number of images of the last step that were classified correctly, by label, with its dropout. */
    int[] correct() {
        return correct;
    }

    /** @param activations of the input, then of each layer but the last */
    @Override
    public void onForwardPass(Model network, List<INDArray> activations) {
        for (int i = 1; observer != null && i < activations.size(); i++) {
            put(plan.layers().get(i - 1).name(), activations.get(i));
        }
    }

    @Override
    public void onForwardPass(Model network, Map<String, INDArray> activations) {
        if (observer != null) {
            activations.forEach(this::put);
        }
    }

    private void put(String layer, @Nullable INDArray output) {
        if (output != null) {
            try (INDArray copy = output.dup('c')) {
                outputs.put(layer, Dl4jTraining.vector(copy));
            }
        }
    }

    /** The output layer still has its input. */
    @Override
    public void onBackwardPass(Model network) {
        Batch current = Objects.requireNonNull(batch);
        int classes = plan.classes();
        float[] probabilities;
        try (INDArray output = model.outputLayer().activate(false, LayerWorkspaceMgr.noWorkspaces());
                INDArray rows = output.dup('c')) {
            probabilities = Dl4jTraining.vector(rows);
        }
        var counts = new int[classes];
        for (int i = 0; i < current.images(); i++) {
            int best = 0;
            for (int j = 1; j < classes; j++) {
                best = probabilities[i * classes + j] > probabilities[i * classes + best] ? j : best;
            }
            if (best == current.labels()[i]) {
                counts[best]++;
            }
        }
        correct = counts;
        if (observer != null) {
            PlanLayer last = plan.layers().get(plan.layers().size() - 1);
            outputs.put(last.name(), probabilities);
            observer.afterForward(
                    0, layer -> FloatSource.of(Objects.requireNonNull(outputs.get(layer.name()), layer.name())));
        }
    }
}
