package io.convstream.network;

/** What can be said of a network before anything runs. */
public final class Networks {

    private Networks() {}

    /**
     * Finds out whether a network can be run.
     *
     * @throws IllegalArgumentException in one sentence, naming the layer, where it cannot
     */
    public static void check(ModelDefinition definition) {
        Network.of(definition);
    }
}
