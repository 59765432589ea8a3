package io.convstream.network;

import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.plan.NetworkPlan;
import org.apache.flink.annotation.PublicEvolving;

/** What can be said of a network before anything runs. */
@PublicEvolving
public final class Networks {

    /** Batches of a usual size do not profit from more processors. */
    private static final int MOST_TOWERS = 8;

    private Networks() {}

    /** How many towers compute where nobody says it: one for each processor, at most 8, or one for each GPU. */
    public static int defaultTowers() {
        return Nd4jRuntime.isOnCpu()
                ? Math.min(MOST_TOWERS, Runtime.getRuntime().availableProcessors())
                : Gpus.ofMachine().training().size();
    }

    /**
     * What computes, for a person to read.
     *
     * @throws IllegalStateException in one sentence, where ND4J cannot run on this machine
     */
    public static String processors() {
        int towers = defaultTowers();
        return towers + (Nd4jRuntime.isOnCpu() ? " of the CPU's cores" : " GPUs");
    }

    /**
     * Finds out whether a network can be run.
     *
     * @throws IllegalArgumentException in one sentence, naming the layer, where it cannot
     */
    public static void check(ModelDefinition definition) {
        definition.plan();
    }

    /** The number of a network's outputs. */
    public static int classes(ModelDefinition definition) {
        return definition.plan().classes();
    }

    /**
     * Finds out whether a model can resume what another configuration trained: layers of the same kinds and sizes.
     *
     * @param before the JSON of the other configuration
     * @throws IllegalArgumentException in one sentence, naming the first layer that differs
     */
    public static void requireSame(ModelDefinition definition, String before) {
        StateCompatibility.requireSame(definition, NetworkPlan.of(definition.name(), before, definition.input()));
    }
}
