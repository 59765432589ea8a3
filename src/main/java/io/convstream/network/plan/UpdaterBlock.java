package io.convstream.network.plan;

import io.convstream.network.operation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Adjacent parameters of the flat vector with one updater. Its state is one value for each parameter, then the next (of
 * Adam all m, then all v); the state of a network is that of its blocks in order.
 */
public record UpdaterBlock(IUpdater settings, ParameterRange range) {

    /** The blocks of a network, in flat order. */
    public static List<UpdaterBlock> of(NetworkPlan plan) {
        List<UpdaterBlock> blocks = new ArrayList<>();
        for (Parameter parameter : plan.trainable()) {
            int last = blocks.size() - 1;
            IUpdater settings = parameter.requireUpdater();
            int from = plan.offset(parameter);
            int to = from + parameter.size();
            if (last >= 0 && blocks.get(last).settings().equals(settings)) {
                int start = blocks.get(last).range().from();
                blocks.set(last, new UpdaterBlock(settings, new ParameterRange(start, to)));
            } else {
                blocks.add(new UpdaterBlock(settings, new ParameterRange(from, to)));
            }
        }
        return blocks;
    }

    /** Number of state values of all updaters of a network. */
    public static int stateSize(NetworkPlan plan) {
        return of(plan).stream().mapToInt(UpdaterBlock::stateSize).sum();
    }

    /** Kind and state size of each updater, such as "Nesterovs 1068298"; equal if the states are compatible. */
    public static String describeState(NetworkPlan plan) {
        return of(plan).stream()
                .map(block -> block.settings().getClass().getSimpleName() + " " + block.stateSize())
                .collect(Collectors.joining(", "));
    }

    /** Learning rate of a step: that of the first weights that are not frozen; 1 if their updater has none. */
    public static double learningRate(NetworkPlan plan, int step) {
        return learningRate(first(plan), step);
    }

    /** Learning rate of an updater at a step; 1 if it has none. */
    public static double learningRate(IUpdater updater, int step) {
        return updater.hasLearningRate() ? updater.getLearningRate(step, 0) : 1;
    }

    /** The updater of the first weights that are not frozen. */
    public static IUpdater first(NetworkPlan plan) {
        return plan.trainable().stream()
                .filter(parameter -> parameter.key().equals("W"))
                .map(Parameter::requireUpdater)
                .filter(updater -> !Whitening.isFrozen(updater))
                .findFirst()
                .orElseGet(() -> plan.trainable().get(0).requireUpdater());
    }

    public int stateSize() {
        return Math.toIntExact(settings.stateSize(range.size()));
    }

    public int stateValuesPerParameter() {
        return stateSize() / range.size();
    }
}
