package io.convstream.network;

/** What can be said of a network before anything runs. */
public final class Networks {

    private Networks() {}

    /** How many towers compute where nobody says it: one for each processor, at most 8, or one for each GPU. */
    public static int defaultTowers() {
        return Device.count();
    }

    /**
     * What computes, for a person to read.
     *
     * @throws IllegalStateException in one sentence, where ND4J cannot run on this machine
     */
    public static String processors() {
        int towers = defaultTowers();
        return towers + (Native.isOnCpu() ? " of the CPU's cores" : " GPUs");
    }

    /**
     * Finds out whether a network can be run.
     *
     * @throws IllegalArgumentException in one sentence, naming the layer, where it cannot
     */
    public static void check(ModelDefinition definition) {
        Network.of(definition);
    }

    /** The number of a network's outputs. */
    public static int classes(ModelDefinition definition) {
        return Network.of(definition).classes();
    }

    /**
     * Finds out whether a model can resume what another configuration trained: layers of the same kinds and sizes.
     *
     * @param before the JSON of the other configuration
     * @throws IllegalArgumentException in one sentence, naming the first layer that differs
     */
    public static void requireSame(ModelDefinition definition, String before) {
        Resumption.requireSame(definition, Network.of(definition.name(), before, definition.input()));
    }
}
