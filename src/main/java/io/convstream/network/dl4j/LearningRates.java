package io.convstream.network.dl4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.learning.config.IUpdater;

/** The learning rates of DL4J's updaters, which have a factor at each step. */
final class LearningRates {

    private final List<Rate> rates = new ArrayList<>();

    /** @param original a copy of the settings, with their schedule */
    private record Rate(IUpdater settings, IUpdater original) {}

    LearningRates(List<UpdaterBlock> blocks) {
        Set<IUpdater> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        for (UpdaterBlock block : blocks) {
            for (UpdaterBlock.ParamState state : block.getLayersAndVariablesInBlock()) {
                IUpdater settings = state.getLayer().getConfig().getUpdaterByParam(state.getParamName());
                if (settings != null) {
                    distinct.add(settings);
                }
            }
            if (block.getGradientUpdater() != null) {
                distinct.add(block.getGradientUpdater().getConfig());
            }
        }
        for (IUpdater settings : distinct) {
            if (settings.hasLearningRate()) {
                rates.add(new Rate(settings, settings.clone()));
            }
        }
    }

    /** Sets the rates of a step. */
    void set(int step, double factor) {
        for (Rate rate : rates) {
            rate.settings().setLrAndSchedule(rate.original().getLearningRate(step, 0) * factor, null);
        }
    }
}
