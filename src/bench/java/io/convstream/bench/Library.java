package io.convstream.bench;

import io.convstream.network.Engine;
import java.util.List;
import java.util.Optional;

/** A library to compare with. Each runs in a process of its own, with a given number of threads. */
enum Library {
    CONVSTREAM("convstream, a tower for each core", "lib"),
    CONVSTREAM_DL4J("convstream, engine dl4j, a thread for each core", "lib"),
    TENSORFLOW("TensorFlow 2.18 (Java API 1.1.0), threads within an operation", "bench/tensorflow"),
    TENSORFLOW_TOWERS("TensorFlow 2.18 (Java API 1.1.0), a tower for each core", "bench/tensorflow"),
    PYTORCH("PyTorch 2.7.1 (DJL 0.36.0)", "bench/pytorch"),
    PYTORCH_CHANNELS_LAST("PyTorch 2.7.1 (DJL 0.36.0), channels last", "bench/pytorch"),
    SAMEDIFF("ND4J 1.0.0-M2.1 SameDiff", "lib"),
    DL4J_HELPERS("DL4J 1.0.0-M2.1, its oneDNN helpers made to work", "lib"),
    DL4J("DL4J 1.0.0-M2.1, as shipped", "lib");

    private final String title;
    private final String jars;

    Library(String title, String jars) {
        this.title = title;
        this.jars = jars;
    }

    String title() {
        return title;
    }

    /** Folder of its jars, relative to the build's output. */
    String jars() {
        return jars;
    }

    /** JVM flags. */
    List<String> flags() {
        return this == DL4J ? List.of("-Dorg.eclipse.deeplearning4j.helpers.disable=true") : List.of();
    }

    /** Why it cannot compute a network; empty if it can. */
    Optional<String> obstacle(Network network) {
        return switch (this) {
            case CONVSTREAM_DL4J ->
                network == Network.AIR94
                        ? Optional.of("the engine compiled alone trains a whitening layer")
                        : Optional.empty();
            case TENSORFLOW_TOWERS ->
                network.normalizesBatches()
                        ? Optional.of("each tower would normalize its share of the batch alone")
                        : Optional.empty();
            case SAMEDIFF ->
                network.normalizesBatches()
                        ? Optional.of("it has no batch normalization for training")
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    Peer start(Problem problem, int threads) {
        return switch (this) {
            case CONVSTREAM -> new ConvstreamPeer(problem, threads, Engine.COMPILED);
            case CONVSTREAM_DL4J -> new ConvstreamPeer(problem, threads, Engine.DL4J);
            case TENSORFLOW -> new TensorFlowPeer(problem, threads, 1);
            case TENSORFLOW_TOWERS -> new TensorFlowPeer(problem, 1, threads);
            case PYTORCH -> new PyTorchPeer(problem, false);
            case PYTORCH_CHANNELS_LAST -> new PyTorchPeer(problem, true);
            case SAMEDIFF -> new SameDiffPeer(problem);
            case DL4J_HELPERS, DL4J -> new Dl4jPeer(problem);
        };
    }
}
