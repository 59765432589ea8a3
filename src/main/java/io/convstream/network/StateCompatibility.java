package io.convstream.network;

import io.convstream.network.engine.Optimizer;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a learner can go on from a state, and with which of the updaters' memory. */
final class StateCompatibility {

    private static final Logger LOG = LoggerFactory.getLogger(StateCompatibility.class);

    private StateCompatibility() {}

    /**
     * The updaters' state to go on with; empty where it starts anew.
     *
     * @throws IllegalArgumentException naming the first layer that differs
     */
    static float[] updaterState(ModelDefinition definition, NetworkPlan now, TrainerState state) {
        String model = "model " + definition.name() + ": ";
        NetworkPlan then = NetworkPlan.of(definition.name(), state.configuration(), definition.input());
        requireSame(definition, then);
        if (state.parameters().length != now.size() || state.averages().length != now.size()) {
            throw new IllegalArgumentException(model + "the checkpoint has " + state.parameters().length
                    + " parameters and " + state.averages().length + " averages, but the network has " + now.size());
        }
        if (state.towers() != definition.towers()) {
            LOG.warn(
                    "{}{} towers in the checkpoint, {} now: the training goes on, but from here on sums round another"
                            + " way, so that its parameters are no longer those of a run with {} to the last bit",
                    model,
                    state.towers(),
                    definition.towers(),
                    state.towers());
        }
        String before = Optimizer.describeState(then);
        String after = Optimizer.describeState(now);
        if (before.equals(after) && state.updater().length == Optimizer.stateSize(now)) {
            return state.updater();
        }
        LOG.warn("{}the updaters remember nothing of the checkpoint: {} then, {} now", model, before, after);
        return new float[0];
    }

    /** @throws IllegalArgumentException naming the first layer that differs */
    static void requireSame(ModelDefinition definition, NetworkPlan before) {
        requireSame(
                "model " + definition.name() + ": ",
                before.layers(),
                definition.plan().layers());
    }

    private static void requireSame(String model, List<PlanLayer> then, List<PlanLayer> now) {
        for (int i = 0; i < Math.min(then.size(), now.size()); i++) {
            String old = then.get(i).description();
            String wanted = now.get(i).description();
            if (!old.equals(wanted)) {
                throw new IllegalArgumentException(model + "layer " + i + " ("
                        + now.get(i).name() + ") is " + old + " in the checkpoint but " + wanted + " now");
            }
        }
        if (then.size() != now.size()) {
            throw new IllegalArgumentException(
                    model + "the network has " + then.size() + " layers in the checkpoint but " + now.size() + " now");
        }
    }
}
