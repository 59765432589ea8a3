package io.convstream.network;

import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import io.convstream.network.plan.UpdaterBlock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that a trainer can continue from a state, and which updater state it can restore. */
final class StateCompatibility {

    private static final Logger LOG = LoggerFactory.getLogger(StateCompatibility.class);

    private StateCompatibility() {}

    /**
     * Returns the updater state to restore; empty if the updaters must start anew, which is logged.
     *
     * @throws IllegalArgumentException naming the first layer that differs
     */
    static float[] updaterState(ModelDefinition definition, NetworkPlan plan, TrainerState state) {
        String model = "model " + definition.name() + ": ";
        NetworkPlan before = NetworkPlan.of(definition.name(), state.configuration(), definition.input());
        requireSame(definition, before);
        if (state.parameters().length != plan.size() || state.averages().length != plan.size()) {
            throw new IllegalArgumentException(model + "the checkpoint has " + state.parameters().length
                    + " parameters and " + state.averages().length + " averages, but the network has " + plan.size());
        }
        if (state.towers() != definition.towers()) {
            LOG.warn(
                    "{}{} towers in the checkpoint, {} now: training continues, but sums round differently from here on,"
                            + " so the parameters will not equal those of a run with {} to the bit",
                    model,
                    state.towers(),
                    definition.towers(),
                    state.towers());
        }
        String stateBefore = UpdaterBlock.describeState(before);
        String stateNow = UpdaterBlock.describeState(plan);
        if (stateBefore.equals(stateNow) && state.updater().length == UpdaterBlock.stateSize(plan)) {
            return state.updater();
        }
        if (state.step() == 0 && state.updater().length == 0) {
            return state.updater(); // initial parameters
        }
        LOG.warn("{}the updaters start without state: {} in the checkpoint, {} now", model, stateBefore, stateNow);
        return new float[0];
    }

    /** @throws IllegalArgumentException naming the first layer that differs */
    static void requireSame(ModelDefinition definition, NetworkPlan before) {
        requireSame(
                "model " + definition.name() + ": ",
                before.layers(),
                definition.plan().layers());
    }

    private static void requireSame(String model, List<PlanLayer> before, List<PlanLayer> now) {
        for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
            String saved = before.get(i).description();
            String current = now.get(i).description();
            if (!saved.equals(current)) {
                throw new IllegalArgumentException(model + "layer " + i + " ("
                        + now.get(i).name() + ") is " + saved + " in the checkpoint but " + current + " now");
            }
        }
        if (before.size() != now.size()) {
            throw new IllegalArgumentException(model + "the network has " + before.size()
                    + " layers in the checkpoint but " + now.size() + " now");
        }
    }
}
