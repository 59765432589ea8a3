package io.convstream.network;

import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.plan.NetworkPlan;
import org.apache.flink.annotation.PublicEvolving;

/** What computes a network. The state of a model is the same for all, so a run may change its engine. */
@PublicEvolving
public enum Engine {
    /** {@link #COMPILED} on a CPU if it supports all layers, else {@link #DL4J}. */
    AUTO,
    /** Operations of convstream in native memory, on the CPU: the same bits in every run. */
    COMPILED,
    /** DL4J's own network: every layer that it has, on the CPU or on GPUs. */
    DL4J;

    /**
     * Returns the engine that runs a network on this machine, never {@link #AUTO}.
     *
     * @throws IllegalArgumentException naming the layer, if the engine cannot run the network
     */
    Engine resolve(NetworkPlan plan) {
        if (this == DL4J || (this == AUTO && !(Nd4jRuntime.isOnCpu() && plan.isCompilable()))) {
            return DL4J;
        }
        if (!Nd4jRuntime.isOnCpu()) {
            throw new IllegalArgumentException(
                    "the compiled engine runs on CPUs, but this build is for GPUs: give --engine dl4j, or build without"
                            + " -Pcuda");
        }
        plan.requireCompilable();
        return COMPILED;
    }
}
