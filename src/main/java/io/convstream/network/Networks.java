package io.convstream.network;

import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.annotation.PublicEvolving;

/** Properties of networks and of the machine that are known before a network runs. */
@PublicEvolving
public final class Networks {

    /** Batches of common sizes do not run faster on more cores. */
    private static final int MAX_DEFAULT_TOWERS = 8;

    private Networks() {}

    /** Default number of towers: one per core, at most 8; one on a GPU. */
    public static int defaultTowers() {
        return Nd4jRuntime.isOnCpu()
                ? Math.min(MAX_DEFAULT_TOWERS, Runtime.getRuntime().availableProcessors())
                : 1;
    }

    /**
     * Describes the processors that train by default, such as "2 of the CPU's cores".
     *
     * @throws IllegalStateException if ND4J cannot run on this machine
     */
    public static String processors() {
        return Nd4jRuntime.isOnCpu() ? defaultTowers() + " of the CPU's cores" : "a GPU";
    }

    /**
     * Checks that a network is supported.
     *
     * @throws IllegalArgumentException naming the layer, if it is not
     */
    public static void check(ModelDefinition definition) {
        NetworkPlan plan = definition.plan();
        Engines.requireTrainable(definition, plan);
        if (definition.engine().resolve(plan) == Engine.DL4J && !plan.isCompilable()) {
            tryImage(definition, plan);
        }
    }

    /** Of layers that only DL4J runs, the sizes are known to fit only when they have run. */
    private static void tryImage(ModelDefinition definition, NetworkPlan plan) {
        try (var classifier = new Classifier(definition, 1)) {
            classifier.probabilities(new float[plan.input().size()], 1);
        } catch (RuntimeException e) { // DL4J throws many types
            throw new IllegalArgumentException(
                    "model " + definition.name() + ": DL4J cannot run the network on images of " + plan.input() + ": "
                            + String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                    e);
        }
    }

    /** Returns the engine that trains a model on this machine: "compiled" or "dl4j". */
    public static String engine(ModelDefinition definition) {
        return definition.engine().resolve(definition.plan()).name().toLowerCase(Locale.ROOT);
    }

    /** Describes the layers of a network in order, with their sizes. */
    public static String describe(ModelDefinition definition) {
        return definition.plan().layers().stream().map(PlanLayer::description).collect(Collectors.joining(", "));
    }

    /**
     * Names the instruction set on which parameters are the same to the bit.
     *
     * @throws IllegalStateException if ND4J cannot run on this machine
     */
    public static String instructionSet() {
        return Nd4jRuntime.instructionSet();
    }

    /** Returns the version of ND4J. */
    public static String nd4jVersion() {
        return Nd4jRuntime.version();
    }

    /** Number of outputs of a network. */
    public static int classes(ModelDefinition definition) {
        return definition.plan().classes();
    }

    /**
     * Checks that a model can resume from parameters of another configuration: layers of the same types and sizes.
     *
     * @param before JSON of the other configuration
     * @throws IllegalArgumentException naming the first layer that differs
     */
    public static void requireSame(ModelDefinition definition, String before) {
        StateCompatibility.requireSame(definition, NetworkPlan.of(definition.name(), before, definition.input()));
    }
}
